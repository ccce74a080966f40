# Installs LocalCounsel from this folder: no network, no compiler, no administrator unless --machine is given.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 --key firm.pem
#
# $env:PYTHON names the Python to use (3.11 to 3.14). Not tried on a Windows machine yet: see docs/it-guide.md.
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
Set-Location -LiteralPath $here

# Write-Error would end the script with code 1 before any other can be given.
function Stop-Here([string] $why, [int] $code) {
    [Console]::Error.WriteLine($why)
    exit $code
}

if (-not (Test-Path -LiteralPath SHA256SUMS)) { Stop-Here "install.ps1: SHA256SUMS is missing" 3 }

# What is about to run is checked against the list first; the rest of the list, and its signature, by the program.
# A file added to the installer would be imported in place of one of Python's own, so that there may be none.
$listed = @()
foreach ($line in Get-Content SHA256SUMS) {
    if ($line -match '^([0-9a-f]{64})  (installer/.+)$') {
        $wanted = $Matches[1]
        $path = $Matches[2]
        $listed += $path
        if (-not (Test-Path -LiteralPath $path -PathType Leaf) -or
            (Get-FileHash -Algorithm SHA256 -LiteralPath $path).Hash -ne $wanted) {
            Stop-Here "Refused: $path is not the file that the bundle lists" 3
        }
    }
}

foreach ($file in Get-ChildItem -Recurse -Force -File -LiteralPath installer) {
    $path = $file.FullName.Substring($here.Length + 1).Replace("\", "/")
    if ($listed -cnotcontains $path) {
        Stop-Here "Refused: $path is not listed" 3
    }
}

$suits = "import sys, venv, sqlite3, ctypes, zlib; sys.exit(not (3, 11) <= sys.version_info < (3, 15))"
foreach ($candidate in @($env:PYTHON, "python", "python3", "py")) {
    if (-not $candidate -or -not (Get-Command $candidate -ErrorAction SilentlyContinue)) { continue }
    & $candidate -I -c $suits
    if ($LASTEXITCODE -eq 0) {
        & $candidate -I -B installer --bundle $here @args
        exit $LASTEXITCODE
    }
}
Stop-Here "install.ps1: Python 3.11 to 3.14 is needed and was not found" 4
