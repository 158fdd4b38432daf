"""What the page 设置 is made of: the file it writes, the values it takes, what it tells of both."""

from __future__ import annotations

import os
import stat
import tomllib

import pytest

from rag.errors import SettingsError
from rag.service.answering import LIVE
from rag.settings import Settings, load_settings
from ui.settings.fields import ENDPOINT, FIELDS, RESTART, checked
from ui.settings.file import overridden, unsaved, values_of, waiting, write


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith("BEIKE_")]:
        monkeypatch.delenv(name)
    return tmp_path


def test_saving_keeps_comments_and_what_the_page_does_not_edit(folder) -> None:
    file = folder / "beike.toml"
    file.write_text('# 我们学校\nport = 8000\nllm_model = "旧"\n', "utf-8")
    write({"llm_model": "新", "llm_api_key": "sk-secret", "dense_weight": 0.3})
    text = file.read_text("utf-8")
    assert "# 我们学校" in text
    assert tomllib.loads(text) == {
        "port": 8000,
        "llm_model": "新",
        "llm_api_key": "sk-secret",
        "dense_weight": 0.3,
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert values_of(load_settings())["llm_api_key"] is True


def test_a_value_that_cannot_be_leaves_the_file_alone(folder) -> None:
    with pytest.raises(SettingsError):
        write({"dense_weight": -1})
    assert not (folder / "beike.toml").exists()


def test_what_the_environment_decides_is_told(folder, monkeypatch) -> None:
    assert overridden() == ""
    monkeypatch.setenv("BEIKE_LLM_MODEL", "m")
    assert overridden() == "模型名称（BEIKE_LLM_MODEL）"


def test_each_setting_is_taken_up_at_once_or_by_the_next_start() -> None:
    assert LIVE | RESTART.keys() == Settings.model_fields.keys()
    assert not LIVE & RESTART.keys()
    assert {field.name for field in FIELDS} <= LIVE


def test_what_waits_for_the_next_start_and_what_was_changed_beside_the_page_is_named() -> None:
    start = Settings(port=8000)
    now = Settings(port=8001, dense_weight=0.5, index="else", llm_api_key="k")
    assert waiting(start, start) == unsaved(start, start) == ""
    assert waiting(start, now) == "端口（port）、索引文件夹（index）"
    assert unsaved(start, now) == "密钥、按意思找"


USUAL = {field.name: field.default for field in FIELDS} | {"llm_api_key": ""}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"llm_base_url": "127.0.0.1:8000", "llm_model": "m"}, "“接口地址”写得不对"),
        ({"llm_base_url": "http://[", "llm_model": "m"}, "“接口地址”写得不对"),
        ({"llm_base_url": "http://host/v1"}, "还要填“模型名称”"),
        ({"llm_model": "m"}, "还要填“接口地址”"),
        ({"sheet_weight": None}, "“学时汇总”要填数字"),
        ({"heading_weight": -0.1}, "“标题”不能小于 0"),
        ({"llm_timeout_s": 0}, "“一次请求最多等几秒”要大于 0"),
        ({"llm_context_window": 10}, "“一次能读多少词元”不能小于 1024"),
        ({"lexical_weight": 0, "dense_weight": 0}, "不能都是 0"),
        ({"reranker_model": "没有这个文件夹"}, "没有文件夹"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_the_name_on_the_page(wrong, told) -> None:
    with pytest.raises(SettingsError, match=told):
        checked(USUAL | wrong)


def test_the_usual_values_can_be_and_an_empty_key_changes_nothing() -> None:
    values = checked(USUAL | {"llm_base_url": " http://host/v1 ", "llm_model": "m"})
    assert values["llm_base_url"] == "http://host/v1" and "llm_api_key" not in values
    assert (
        checked({f.name: "" for f in ENDPOINT[:2]} | {"llm_api_key": " k "})["llm_api_key"] == "k"
    )
