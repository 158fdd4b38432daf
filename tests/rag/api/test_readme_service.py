"""The examples of the README's section on the interface, as they stand there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from api_fake import events
from service_rig import rig, school, served

README = Path(__file__).parents[3] / "README.md"
SHOWN = "http://127.0.0.1:7860"


def examples(language):
    """The code blocks of a language in the section on the interface."""
    text = README.read_text("utf-8")
    section = re.search(r"^## 接口 API\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)[1]
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with (
        rig(school(tmp_path_factory.mktemp("readme"))) as opened,
        served(opened.app) as (_, found),
    ):
        yield found


def run(script, address, folder, *command):
    document = docx.Document()
    document.add_paragraph("教学目标")
    document.add_paragraph("学员能按步骤泡茶。")
    document.save(folder / "教案.docx")
    done = subprocess.run(
        [*command, script.replace(SHOWN, address)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "NO_PROXY": "127.0.0.1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_curl_example_does_what_it_says(address, tmp_path):
    ask, stream, limited, documents, draft = examples("sh")
    said = json.loads(run(ask, address, tmp_path, "bash", "-ec"))
    assert said["status"] in ("answered", "refused")
    assert events(run(stream, address, tmp_path, "bash", "-ec"))[-1][0] == "answer"
    # The document of the sample corpus is not among those of this school.
    error = json.loads(run(limited, address, tmp_path, "bash", "-ec"))["error"]
    assert error["code"] == "unknown_scope"
    assert "电子商务专业课程标准.md" in error["message"]
    sent, listed = documents.strip().splitlines()
    assert json.loads(run(sent, address, tmp_path, "bash", "-ec"))["name"] == "教案.docx"
    assert json.loads(run(listed, address, tmp_path, "bash", "-ec"))["total"] >= 3
    plan = json.loads(run(draft, address, tmp_path, "bash", "-ec"))["plan"]
    assert (plan["request"]["lessons"], len(plan["sections"])) == (2, 12)


def test_the_python_example_prints_an_answer(address, tmp_path):
    (script,) = examples("python")
    assert run(script, address, tmp_path, sys.executable, "-c").strip()


def test_every_address_of_the_table_is_there(address):
    from urllib.request import ProxyHandler, build_opener

    text = README.read_text("utf-8")
    named = set(re.findall(r"`(?:GET |POST )?(/(?:v1/[\w/{}]+|healthz|readyz|metrics))`", text))
    with build_opener(ProxyHandler({})).open(f"{address}/openapi.json") as answer:
        paths = set(json.load(answer)["paths"])
    assert len(named) > 10
    assert named <= paths
