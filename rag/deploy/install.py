"""Installs Beike with pip, and before it the CPU build of PyTorch.

    python3 rag/deploy/install.py [--venv FOLDER] ARGUMENT...

ARGUMENT is what ``pip install`` takes: ``.``, ``-e .``, ``".[postgres]"``. With ``--venv`` it goes
into a virtual environment, made where there is none, else beside the Python that runs this. On
Linux the general index has torch with gigabytes of GPU libraries, which Beike has no use for; this
file alone knows where torch is had without them. ``TORCH_INDEX`` names a mirror of that place.
"""

import sys

# Before anything that an older Python might not understand, and before any download.
if sys.version_info < (3, 11):  # noqa: UP036 - pip's own check comes after downloads
    _found = ".".join(map(str, sys.version_info[:3]))
    sys.exit(
        f"备课需要 Python 3.11 以上，{sys.executable} 是 {_found}："
        "请换一个，例如 make serve PYTHON=python3.12。"
        f" / Beike needs Python 3.11 or newer, this is {_found}: name another as above."
    )

import argparse
import os
import subprocess
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"


def main() -> None:
    """Install; exit with pip's status where it fails."""
    parser = argparse.ArgumentParser(
        usage="install.py [--venv FOLDER] ARGUMENT...", allow_abbrev=False
    )
    parser.add_argument("--venv", type=Path, help="a virtual environment, made if need be")
    options, arguments = parser.parse_known_args()
    if not arguments:
        parser.error("nothing to install")
    if options.venv:
        _run(sys.executable, "-m", "venv", str(options.venv))
        # Once more in there: a folder that was there before may have an older Python.
        folder = "Scripts" if sys.platform == "win32" else "bin"
        _run(str(options.venv / folder / "python"), __file__, *arguments)
        return
    _say("正在安装备课，第一次要几分钟。 / Installing Beike; minutes the first time.")
    if sys.platform == "linux":
        _run(*pip(*torch()))
    _run(*pip(*arguments))


def torch() -> list[str]:
    """Return how pip is to install torch: the CPU build where that can be had."""
    probe = pip("--dry-run", "--retries", "2", "--timeout", "15", *cpu_build())
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return cpu_build()
    _say(
        f"从 {_index()} 取不到 CPU 版 PyTorch，改从 pip 的默认源安装，可能多下载几 GB 显卡组件；"
        "要用镜像，请按 Ctrl+C 后设置 TORCH_INDEX。"
        " / No CPU build of PyTorch there: taking pip's default, perhaps with gigabytes for GPUs."
    )
    return ["torch"]


def cpu_build() -> list[str]:
    """Return how pip is to install the CPU build: alone, all else is from the general index."""
    return ["--index-url", _index(), "--no-deps", "torch"]


def pip(*arguments: str) -> list[str]:
    """Return a command line that installs within the tested pins, telling of errors alone."""
    return [sys.executable, "-m", "pip", "install", "-qq", "-c", str(CONSTRAINTS), *arguments]


def _index() -> str:
    return os.environ.get("TORCH_INDEX") or CPU_INDEX


def _run(*command: str) -> None:
    status = subprocess.run(command, check=False).returncode
    if status:
        sys.exit(status)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
