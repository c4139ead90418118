@echo off
rem Opens the application in the browser. With words behind it, it is the command line: SachHon.bat assess file.xlsx -o out
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
if "%~1"=="" (
  "%~dp0python\python.exe" -I "%~dp0sachhon.py" serve
  if errorlevel 1 pause
) else (
  "%~dp0python\python.exe" -I "%~dp0sachhon.py" %*
)
