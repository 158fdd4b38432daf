"""``beike doctor``: what it finds and how it says to mend it."""

import json
import re

import pytest
from scripted_endpoint import fails, serving, web_page


def checks(result):
    return {check["name"]: check for check in json.loads(result.stdout)}


def test_doctor_without_an_endpoint_finds_everything_well(school_cli):
    result = school_cli("doctor", "--json")
    assert result.exit_code == 0, result.output
    found = checks(result)
    assert all(check["ok"] for check in found.values())
    assert found["索引"]["detail"].startswith("4 份文件")
    assert found["向量模型"]["detail"] == "自带模型，384 维"
    assert "离线" in found["模型服务"]["detail"]
    assert {"Python", "torch", "资料文件夹", "LibreOffice", "文字识别"} <= found.keys()


def test_doctor_lists_the_files_that_are_not_what_was_indexed(beike, model_cache):
    corpus = beike.folder / "corpus"
    corpus.mkdir()
    for name in ("甲.md", "乙.md", "丙.md"):
        (corpus / name).write_text(f"# {name}\n\n水温九十度。\n", "utf-8")
    beike.environ |= {"BEIKE_CACHE": str(model_cache), "BEIKE_DENSE_WEIGHT": "0"}
    assert beike("index").exit_code == 0
    assert checks(beike("doctor", "--json"))["索引与资料"]["ok"]
    (corpus / "甲.md").write_text("# 甲\n\n水温八十度。\n", "utf-8")
    (corpus / "乙.md").unlink()
    result = beike("doctor", "--json")
    assert result.exit_code == 1
    check = checks(result)["索引与资料"]
    assert check["detail"] == ("收入之后改动了 甲.md，删除了 乙.md；回答引用的是它们从前的内容。")
    assert check["remedy"] == "运行 beike index 更新。"


def test_doctor_says_how_to_mend_what_is_missing(school_cli):
    result = school_cli("doctor", "--corpus", "甲", "--index", "乙")
    assert result.exit_code == 1
    assert re.search(r"有问题  资料文件夹：.*甲.*\n +办法：.*BEIKE_CORPUS", result.stdout)
    assert re.search(r"有问题  索引：.*\n +办法：.*beike index", result.stdout)
    assert "正常  向量模型" in result.stdout


@pytest.mark.parametrize(
    ("step", "ok", "said"),
    [
        ("好", True, "scripted"),
        (web_page, False, "不是模型的回答"),
        (fails(404), False, "地址或模型名不对"),
        (fails(500), False, "对方内部错误"),
    ],
    ids=["well", "web page", "404", "500"],
)
def test_doctor_asks_the_endpoint(school_cli, step, ok, said):
    with serving() as endpoint:
        endpoint.says(step)
        result = school_cli(
            "doctor", "--json", BEIKE_LLM_BASE_URL=endpoint.url, BEIKE_LLM_MODEL="scripted"
        )
        assert len(endpoint.requests) == 1
    check = checks(result)["模型服务"]
    assert (check["ok"], result.exit_code) == (ok, 0 if ok else 1)
    assert said in check["detail"]
    assert bool(check["remedy"]) is not ok


@pytest.mark.parametrize("address", ["http://[", "nonsense", "http://127.0.0.1:9/v1"])
def test_doctor_survives_any_address(school_cli, address):
    result = school_cli("doctor", "--json", BEIKE_LLM_BASE_URL=address, BEIKE_LLM_MODEL="m")
    assert result.exit_code == 1
    assert not checks(result)["模型服务"]["ok"]


def test_doctor_misses_the_name_of_the_model(school_cli):
    result = school_cli("doctor", "--json", BEIKE_LLM_BASE_URL="http://127.0.0.1:9/v1")
    assert checks(result)["模型服务"]["remedy"] == "设置 BEIKE_LLM_MODEL。"
