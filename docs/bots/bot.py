#!/usr/bin/env python3
"""A bot outside the cluster, with Python's standard library only: python3 bot.py http://127.0.0.1:3001 TOKEN [NAME]"""
import http.client, json, os, sys, threading, time, urllib.error, urllib.request, uuid

BASE, TOKEN, NAME = sys.argv[1], sys.argv[2], (sys.argv + ["", "", "", "python-1"])[3] or "python-1"
SESSION = str(uuid.uuid4())  # made at the start: another under the same name ends this one
HANDLERS = {"py.sum": lambda args: args["a"] + args["b"], "py.upper": lambda args: args["text"].upper()}
running = {}  # token -> job id: every attempt whose report is not yet answered


def post(path, body, timeout=70):
    """The answer's status and JSON; 0 when nobody answers."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(BASE + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, {"detail": refused.read().decode(errors="replace")}
    except (OSError, ValueError, http.client.HTTPException):
        return 0, {}


def beat():
    """Keeps the leases: a bot that is silent for lease_ms loses them."""
    while True:
        listed = [{"id": job, "token": token} for token, job in list(running.items())]
        status, _ = post(f"/bots/{NAME}/heartbeat", {"session": SESSION, "running": listed}, timeout=5)
        if status == 409:
            print(f"session_ended: another bot runs as {NAME}", file=sys.stderr, flush=True)
            os._exit(1)
        time.sleep(2)


def work(job):
    """Runs one attempt and reports it until that is answered: stored (200) or superseded (409), both final."""
    try:
        path, body = "complete", {"result": HANDLERS[job["operation"]](job["args"])}
    except Exception as error:  # whatever a handler does is an outcome
        path, body = "fail", {"error": f"{type(error).__name__}: {error}", "retryable": True}
    while (status := post(f"/jobs/{job['id']}/{path}", {"token": job["token"], **body})[0]) not in (200, 404, 409):
        if status not in (0, 429, 503):  # no such result may be reported, as one that is too large
            path, body = "fail", {"error": f"its result was refused with {status}", "retryable": False}
        time.sleep(1)
    del running[job["token"]]


threading.Thread(target=beat, daemon=True).start()
while True:
    key = str(uuid.uuid4())  # repeated with the same one, a lost answer comes again
    claim = {"bot": NAME, "session": SESSION, "operations": list(HANDLERS), "wait_ms": 30000, "request": key}
    while (answer := post("/jobs/claim", claim))[0] in (0, 429, 503):
        time.sleep(1)
    if answer[0] != 200:
        sys.exit(f"claim: {answer[0]} {answer[1].get('detail')}")
    for job in answer[1]["jobs"]:
        running[job["token"]] = job["id"]
        work(job)
