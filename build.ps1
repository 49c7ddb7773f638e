#!/usr/bin/env pwsh
<#
.SYNOPSIS
    What there is to do with AkkaJobs, as one line each. Further arguments go to the program that is called.
.EXAMPLE
    ./build.ps1 test --filter FullyQualifiedName~Claiming
#>
param(
    [Parameter(Position = 0)]
    [string] $Target = 'help',

    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

$Targets = [ordered]@{
    build   = @('builds everything, warnings as errors', 'dotnet', 'build', 'AkkaJobs.sln', '-c', 'Release')
    test    = @('runs every test that can run on this machine', 'dotnet', 'test', 'AkkaJobs.sln', '-c', 'Release')
    cluster = @('runs the tests of several nodes', 'dotnet', 'test', 'tests/AkkaJobs.Cluster.Tests', '-c', 'Release')
    bench   = @('measures: load, latency, memory, …', 'dotnet', 'run', '-c', 'Release', '--project',
        'tests/AkkaJobs.Benchmarks', '--')
    pack    = @('makes the packages in artifacts/', 'dotnet', 'pack', 'AkkaJobs.sln', '-c', 'Release', '-o', 'artifacts')
    docker  = @('builds the image; docker/README.md tells how to run it', 'docker', 'build', '-t', 'akkajobs', '-f',
        'docker/Dockerfile', '.')
    run     = @('runs one node with every role', 'dotnet', 'run', '-c', 'Release', '--project', 'src/AkkaJobs.Node', '--')
    clean   = @('removes what was built', 'dotnet', 'clean', 'AkkaJobs.sln', '-c', 'Release')
}

if ($Target -notin $Targets.Keys) {
    'Usage: ./build.ps1 TARGET [ARGUMENTS]'
    $Targets.GetEnumerator() | ForEach-Object { '  {0,-8} {1}' -f $_.Key, $_.Value[0] }
    if ($Target -eq 'help') { exit 0 }
    [Console]::Error.WriteLine("There is no target $Target.")
    exit 2
}

$about, $program, $words = $Targets[$Target]
& $program @words @Rest
exit $LASTEXITCODE
