#!/usr/bin/env pwsh
param(
    [ValidateSet('Build', 'Test', 'Bench', 'Pack', 'Run')]
    [string] $Target = 'Build',

    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

switch ($Target) {
    'Build' { Invoke-Dotnet build AkkaJobs.sln -c Release @Rest }
    'Test' { Invoke-Dotnet test AkkaJobs.sln -c Release @Rest }
    'Bench' { Invoke-Dotnet run --project tests/AkkaJobs.Benchmarks -c Release '--' @Rest }
    'Pack' { Invoke-Dotnet pack AkkaJobs.sln -c Release -o artifacts @Rest }
    'Run' { Invoke-Dotnet run --project src/AkkaJobs.Node -c Release '--' @Rest }
}
