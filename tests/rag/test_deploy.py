"""The examples for systemd and Docker: what they name is there, and they fit the program."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml

from rag.app import create_app
from rag.cli import main
from rag.service.serving import FINISH_S
from rag.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "rag" / "deploy"
UNIT = (FOLDER / "beike.service").read_text("utf-8")
DOCKER = (FOLDER / "Dockerfile").read_text("utf-8")
COMPOSE = (FOLDER / "compose.yaml").read_text("utf-8")
IGNORED = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8")


def docker(instruction):
    """The arguments of a Dockerfile's instruction, lines put together."""
    joined = DOCKER.replace("\\\n", " ")
    return re.findall(rf"^{instruction} (.*)$", joined, re.MULTILINE)


def unit(key):
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


def command_lines():
    """Every call of ``beike`` in the two files, as words after its name."""
    for line in UNIT.splitlines():
        if found := re.search(r"(?:bin/)beike (.*)$", line):
            yield shlex.split(found[1])
    for line in re.findall(r"docker run (.*)$", DOCKER, re.MULTILINE):
        words = shlex.split(line)
        yield words[words.index("beike") + 1 :] or [*docker("CMD")[0].strip('[]"').split('", "')]


def understood(words):
    """The command that words name, after checking its options and the number of its arguments."""
    command, given = main, []
    words = list(words)
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            (option,) = [p for p in command.params if word in p.opts]
            if not option.is_flag:
                words.pop(0)
        elif isinstance(command, click.Group):
            command = command.get_command(click.Context(command), word)
            assert command is not None, word
        else:
            given.append(word)
    assert not isinstance(command, click.Group), command.name
    assert len(given) == len([p for p in command.params if isinstance(p, click.Argument)])
    return command.name


def test_every_command_is_one_of_the_program_s():
    assert sorted(understood(words) for words in command_lines()) == [
        "add", "add", "serve", "serve",
    ]  # fmt: skip
    assert docker("ENTRYPOINT") == ['["beike"]']
    with pytest.raises(ValueError):
        understood(["serve", "--frob"])
    with pytest.raises(AssertionError, match="frob"):
        understood(["frob"])


def test_settings_are_known_and_lie_where_they_may_be_written():
    environ = dict(pair.split("=", 1) for line in docker("ENV") for pair in line.split())
    settings = load_settings(environ=environ)
    (volume,) = docker("VOLUME")
    for path in (settings.corpus, settings.index, settings.cache):
        assert path.is_relative_to(volume)
    # The database stands beside the index.
    assert settings.index.parent.is_relative_to(volume)
    assert f"chown -R {docker('USER')[0]} {volume}" in docker("RUN")[0]
    for name in re.findall(r"\bBEIKE_([A-Z_]+)", f"{UNIT}{DOCKER}"):
        assert name.lower() in Settings.model_fields, name
    assert unit("WorkingDirectory") == unit("ReadWritePaths") == ["/srv/beike"]
    assert unit("ExecStart")[0].startswith("/srv/beike/venv/bin/beike ")


def test_ports_and_addresses_are_those_of_the_program():
    port = str(Settings().port)
    assert docker("EXPOSE") == [port]
    assert f"-p {port}:{port} " in DOCKER
    assert f"--port {port}" in unit("ExecStart")[0]
    (health,) = re.findall(rf"http://127.0.0.1:{port}(/\w+)", docker("HEALTHCHECK")[0])
    assert health in create_app(None).openapi()["paths"]


def test_answers_under_way_are_finished_before_a_stop():
    assert float(unit("TimeoutStopSec")[0]) > FINISH_S
    assert float(re.search(r"--stop-timeout (\d+)", DOCKER)[1]) > FINISH_S
    assert docker("STOPSIGNAL") == ["SIGTERM"]


def test_compose_runs_what_the_dockerfile_says():
    service = yaml.safe_load(COMPOSE)["services"]["beike"]
    build = service["build"]
    context = (FOLDER / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).samefile(FOLDER / "Dockerfile")
    assert service["ports"] == [f"{port}:{port}" for port in docker("EXPOSE")]
    assert [volume.partition(":")[2] for volume in service["volumes"]] == docker("VOLUME")
    assert yaml.safe_load(COMPOSE)["volumes"].keys() == {
        volume.partition(":")[0] for volume in service["volumes"]
    }
    assert service["init"] is True
    assert float(service["stop_grace_period"].removesuffix("s")) > FINISH_S
    for line in re.findall(r"compose\.yaml run --rm beike (.*)$", COMPOSE, re.MULTILINE):
        assert understood(shlex.split(line))


def test_what_is_installed_goes_to_the_build_and_nothing_else():
    assert IGNORED.splitlines()[1] == "*"
    sent = {line[1:] for line in IGNORED.splitlines() if line.startswith("!")}
    assert all((ROOT / name).exists() for name in sent)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = re.search(r"^packages = \[(.*)\]$", project, re.MULTILINE)[1]
    needed = {name.strip('" ') for name in packages.split(",")}
    needed |= {"pyproject.toml", "constraints.txt"}
    needed |= set(re.findall(r'"(README\.md|LICENSE)"', project))
    assert sent == needed
    assert not sent & {"corpus", "tests"}


def test_pins_and_extras_are_there():
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    assert re.search(r"^torch==", pins, re.MULTILINE)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for text in (UNIT, docker("RUN")[0]):
        assert '"."' not in text
        (extra,) = re.findall(r'"\.\[(\w+)\]"', text)
        assert re.search(rf"^{extra} = \[", project, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_the_unit(tmp_path):
    program = shutil.which("true")
    file = tmp_path / "beike.service"
    file.write_text(UNIT.replace("/srv/beike/venv/bin/beike", program), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
