@echo off
rem Double click: installs Beike into .venv the first time, serves it and opens the browser.
rem What is written after the name goes to "beike serve".
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
set "PYTHON=py -3"
%PYTHON% --version >nul 2>&1 || set "PYTHON=python"
%PYTHON% --version >nul 2>&1 || goto nopython
if exist .venv\.ready goto serve
%PYTHON% rag\deploy\install.py --venv .venv -e . || goto failed
type nul >.venv\.ready
:serve
.venv\Scripts\beike.exe serve --open %* || goto failed
exit /b 0
:nopython
echo 没有找到 Python。请从 https://www.python.org/downloads/ 安装 3.11 以上的版本，再双击本文件。
echo No Python found: install 3.11 or newer from there, then double-click this file again.
:failed
pause
exit /b 1
