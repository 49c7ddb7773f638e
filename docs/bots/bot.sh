#!/usr/bin/env bash
# A bot outside the cluster, with curl and jq: bot.sh http://127.0.0.1:3001 TOKEN [NAME]
# It runs one job at a time: the operation sh.lines counts the lines of args.text, sh.fail fails.
set -u
base=$1 token=$2 name=${3:-shell-1}
session=$(cat /proc/sys/kernel/random/uuid) # made at the start: another under the same name ends this one
folder=$(mktemp -d)
trap 'kill "$beating" 2>/dev/null; rm -rf "$folder"' EXIT
echo '[]' >"$folder/running" # every attempt whose report is not yet answered

# post PATH: the body from standard input; prints the status, and leaves the answer in $folder/answer.PURPOSE.
post() {
    curl -sS --max-time 70 -o "$folder/answer.$2" -w '%{http_code}' --data-binary @- "$base$1" \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json' 2>/dev/null || true
}

# Keeps the lease: a bot that is silent for lease_ms loses it.
beat() {
    while sleep 2; do
        status=$(jq -n --arg session "$session" --slurpfile running "$folder/running" \
            '{session: $session, running: $running[0]}' | post "/bots/$name/heartbeat" beat)
        [ "$status" != 409 ] || { echo "session_ended: another bot runs as $name" >&2; kill $$; }
    done
}

# run OPERATION ARGS: prints the result as JSON; what it says on standard error is the error of a failed attempt.
run() {
    case $1 in
        sh.lines) jq -r .text <<<"$2" | wc -l ;;
        *) echo "cannot run $1" >&2; return 1 ;;
    esac
}

beat &
beating=$!
while true; do
    request=$(cat /proc/sys/kernel/random/uuid) # repeated with the same key, a lost answer comes again
    claim="{\"bot\":\"$name\",\"session\":\"$session\",\"operations\":[\"sh.lines\",\"sh.fail\"],"
    claim+="\"wait_ms\":30000,\"request\":\"$request\"}"
    until status=$(post /jobs/claim claim <<<"$claim"); [ "$status" = 200 ]; do
        case $status in 000 | 429 | 503) sleep 1 ;; *) cat "$folder/answer.claim" >&2; exit 1 ;; esac
    done
    job=$(jq -c '.jobs[0] // empty' "$folder/answer.claim")
    [ -n "$job" ] || continue
    jq -c '[{id, token}]' <<<"$job" >"$folder/running"
    if result=$(run "$(jq -r .operation <<<"$job")" "$(jq -c .args <<<"$job")" 2>"$folder/error"); then
        what=complete report=$(jq -c --argjson result "$result" '{token, result: $result}' <<<"$job")
    else
        what=fail report=$(jq -c --rawfile error "$folder/error" '{token, error: $error, retryable: false}' <<<"$job")
    fi
    # Until it is answered: stored (200), or another came first (409, 404). All are final.
    until status=$(post "/jobs/$(jq -r .id <<<"$job")/$what" report <<<"$report"); [[ $status =~ ^(200|404|409)$ ]]; do
        if ! [[ $status =~ ^(000|429|503)$ ]]; then # no such result may be reported, as one that is too large
            what=fail report=$(jq -c --arg s "$status" '{token, error: "refused: \($s)", retryable: false}' <<<"$job")
        fi
        sleep 1
    done
    echo '[]' >"$folder/running"
done
