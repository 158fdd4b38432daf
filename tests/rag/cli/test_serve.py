"""``beike serve``, and the commands as programs of their own."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "example.org", "::"])
def test_serve_refuses_other_addresses_than_this_machine(school_cli, host):
    result = school_cli("serve", "--host", host)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"不能在 {host} 上提供服务" in result.stderr


def test_serve_says_that_a_port_is_taken(school_cli):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = school_cli("serve", "--port", port)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"端口 {port} 用不了" in result.stderr
    assert "--port" in result.stderr


def process_environment(command, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BEIKE_")}
    given = {name: value for name, value in command.environ.items() if value}
    return {**kept, **given, **more}


def run(command, *arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        capture_output=True,
        env=process_environment(command, **environ),
        check=False,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "latin-1"])
def test_json_is_whole_whatever_the_encoding_of_the_console(school_cli, encoding):
    result = run(
        school_cli,
        *("search", "花瓶的水", "--k", "1", "--json"),
        PYTHONIOENCODING=encoding,
    )
    assert result.returncode == 0, result.stderr
    (passage,) = json.loads(result.stdout.decode(encoding))
    assert "花瓶的水每兩天更換一次。" in passage["text"]


def test_text_does_not_fail_where_the_console_lacks_characters(school_cli):
    result = run(school_cli, "search", "花瓶的水", PYTHONIOENCODING="gbk")
    assert (result.returncode, result.stderr) == (0, b"")
    assert "花藝.md" in result.stdout.decode("gbk")


def test_an_error_is_no_traceback(school_cli):
    result = run(school_cli, "ask", "问", "--index", "nowhere")
    assert (result.returncode, result.stdout) == (1, b"")
    assert "错误：" in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def test_serve_answers_on_this_machine(school_cli):
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=process_environment(school_cli),
    )
    with process:
        try:
            said = next(line for line in process.stderr if "备课已启动" in line)
            url = said.strip().rpartition("：")[2]
            assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*", url)
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{url}/readyz", timeout=60) as answer:
                assert answer.status == 200
        finally:
            process.terminate()


def test_serve_starts_though_a_file_would_take_all_memory(school_cli, tmp_path):
    (tmp_path / "corpus").mkdir()
    with (tmp_path / "corpus" / "贪.txt").open("wb") as file:
        file.truncate(250 << 20)
    folders = {"BEIKE_CORPUS": str(tmp_path / "corpus"), "BEIKE_INDEX": str(tmp_path / "index")}
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=process_environment(school_cli, BEIKE_READ_MEMORY_MB="256", **folders),
    )
    with process:
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if "贪.txt" in line:
                    break
        finally:
            process.terminate()
    # The port is open before the first file is read.
    assert "备课已启动" in said[0], said
    assert "贪.txt" in said[-1] and "内存超过了 256 MB 的限制" in said[-1], said


def test_serve_takes_another_address_once_there_is_an_account(school_cli, tmp_path):
    database = {"BEIKE_DATABASE": f"sqlite:///{tmp_path}/school.db"}
    refused = school_cli("serve", "--host", "0.0.0.0", **database)
    assert refused.exit_code == 1
    assert "beike user add" in refused.stderr
    added = subprocess.run(
        [sys.executable, "-m", "rag.cli", "user", "add", "王老师", "--password-stdin"],
        input="几个词连在一起就好",
        capture_output=True,
        encoding="utf-8",
        env=process_environment(school_cli, **database),
        check=False,
    )
    assert added.returncode == 0, added.stderr
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--host", "0.0.0.0", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=process_environment(school_cli, **database),
    )
    with process:
        try:
            said = next(line for line in process.stderr if "备课已启动" in line)
            port = said.strip().rpartition(":")[2]
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with pytest.raises(urllib.error.HTTPError) as stranger:
                opener.open(f"http://127.0.0.1:{port}/v1/documents", timeout=60)
            assert stranger.value.code == 401
            stranger.value.close()
            # Nobody watches, so every request leaves a line.
            line = json.loads(next(process.stderr))
            assert (line["route"], line["status"]) == ("/v1", 401)
        finally:
            process.terminate()
    assert process.returncode in (0, -15)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("options", "shown"), [([], 0), (["--access-log"], 1)])
def test_a_terminal_shows_the_address_and_requests_only_if_wanted(school_cli, options, shown):
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--port", "0", *options],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=process_environment(school_cli),
    )
    os.close(theirs)
    said = b""
    with process, os.fdopen(ours, "rb", buffering=0) as terminal:
        try:
            while not (address := re.search(rb"http://127\.0\.0\.1:\d+", said)):
                said += terminal.read(4096)
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{address[0].decode()}/readyz", timeout=60) as answer:
                assert answer.status == 200
        finally:
            process.terminate()
        try:
            while piece := terminal.read(4096):
                said += piece
        except OSError:  # the other end is closed
            pass
    assert said.decode().count('"logger": "beike.access"') == shown
