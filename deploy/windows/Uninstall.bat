@echo off
rem Removes the program. Your figures lie elsewhere (%LOCALAPPDATA%\SachHon) and stay unless you remove that folder yourself.
chcp 65001 >nul
echo Gỡ chương trình / remove the program: %~dp0
echo Số liệu của bạn vẫn còn ở / your figures stay in: %LOCALAPPDATA%\SachHon
choice /c YN /m "Tiếp tục? / Continue?"
if errorlevel 2 exit /b
cd /d "%TEMP%"
start "" /b cmd /c "timeout /t 2 >nul & rmdir /s /q "%~dp0""
