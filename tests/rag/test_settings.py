"""Settings: where they come from, who wins, and what a mistake is told."""

import re
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problem(overrides=None, environ=None):
    with pytest.raises(SettingsError) as caught:
        load_settings(overrides, environ or {})
    return caught.value


def test_without_file_and_variables_the_defaults_hold():
    assert load_settings(environ={}) == Settings()
    assert Settings().host == "127.0.0.1"
    assert not Settings().allow_download


def test_the_command_line_beats_the_environment_which_beats_the_file(folder):
    (folder / "beike.toml").write_text(
        'corpus = "甲"\nindex = "乙"\nport = 1111\n', encoding="utf-8"
    )
    settings = load_settings(
        {"corpus": Path("丙"), "index": None}, {"BEIKE_CORPUS": "丁", "BEIKE_INDEX": "戊"}
    )
    assert (settings.corpus, settings.index, settings.port) == (Path("丙"), Path("戊"), 1111)


def test_values_of_variables_become_the_type_of_the_setting():
    settings = load_settings(environ={"BEIKE_PORT": "0", "BEIKE_ALLOW_DOWNLOAD": "true"})
    assert (settings.port, settings.allow_download) == (0, True)


def test_an_empty_variable_counts_as_not_set(folder):
    (folder / "beike.toml").write_text('corpus = "甲"\n', encoding="utf-8")
    environ = {"BEIKE_CORPUS": "", "BEIKE_PORT": "", "BEIKE_CONFIG": ""}
    assert load_settings(environ=environ) == Settings(corpus=Path("甲"))


def test_variables_of_tests_and_of_others_are_passed_over():
    environ = {"BEIKE_SHARED": "x", "BEIKE_TEST_CACHE": "y", "PATH": "/", "MY_BEIKE_X": "1"}
    assert load_settings(environ=environ) == Settings()


def test_an_unknown_variable_is_refused_with_the_nearest_name():
    error = problem(environ={"BEIKE_COPRUS": "x"})
    assert error.message == "环境变量 BEIKE_COPRUS 没有这一项。"
    assert error.hint == "是不是想写 BEIKE_CORPUS？"


def test_an_unknown_key_of_the_file_is_refused_with_the_nearest_name(folder):
    (folder / "beike.toml").write_text("chunk_token = 100\n", encoding="utf-8")
    error = problem()
    assert error.message == "beike.toml 里的设置 chunk_token 没有这一项。"
    assert error.hint == "是不是想写 chunk_tokens？"


def test_weights_of_how_sentences_were_read_before_are_passed_over(folder):
    (folder / "beike.toml").write_text(
        'reading_weight = 0.5\nreranker_weight = "heavy"\nport = 1234\n', encoding="utf-8"
    )
    environ = {"BEIKE_READING_WEIGHT": "1", "BEIKE_RERANKER_WEIGHT": "1"}
    assert load_settings(environ=environ) == Settings(port=1234)
    # whoever sets one now is told that there is none
    with pytest.raises(SettingsError, match="reading_weight"):
        load_settings({"reading_weight": 1.0}, {})


def test_a_name_like_no_other_is_refused_without_a_guess():
    assert problem(environ={"BEIKE_ZZZZZ": "x"}).hint == "用 beike doctor 可以看到全部设置。"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "应是整数"),
        ("PORT", "70000", "不能大于 65535"),
        ("CHUNK_TOKENS", "5", "不能小于 32"),
        ("LLM_TIMEOUT_S", "0", "应大于 0"),
        ("DENSE_WEIGHT", "much", "应是数字"),
        ("ALLOW_DOWNLOAD", "perhaps", "应是 true 或 false"),
    ],
)
def test_a_value_that_does_not_fit_is_named_in_chinese(name, value, said):
    error = problem(environ={f"BEIKE_{name}": value})
    assert error.message == f"设置 {name.lower()} 的值不能用：{said}。"
    assert f"BEIKE_{name}" in error.hint


def test_a_table_where_a_value_belongs_is_refused(folder):
    (folder / "beike.toml").write_text("[llm_model]\nname = 1\n", encoding="utf-8")
    assert problem().message == "设置 llm_model 的值不能用：应是文字，要加引号。"


def test_a_file_that_is_no_toml_says_where(folder):
    (folder / "beike.toml").write_text("port = \n", encoding="utf-8")
    error = problem()
    assert "beike.toml" in error.message
    assert "line 1" in error.message


def test_a_file_in_another_encoding_is_refused(folder):
    (folder / "beike.toml").write_bytes('corpus = "课程"\n'.encode("gbk"))
    assert problem().message == "设置文件 beike.toml 不是 UTF-8 编码。"


def test_a_byte_order_mark_does_no_harm(folder):
    (folder / "beike.toml").write_text("port = 1234\n", encoding="utf-8-sig")
    assert load_settings(environ={}).port == 1234


def test_a_file_that_was_named_must_be_there(folder):
    assert "nowhere.toml" in problem(environ={"BEIKE_CONFIG": "nowhere.toml"}).message
    assert "打不开" in problem(environ={"BEIKE_CONFIG": str(folder)}).message


def test_the_key_is_in_no_printed_form_and_in_no_error():
    settings = load_settings(environ={"BEIKE_LLM_API_KEY": "sk-geheim"})
    assert settings.llm_api_key.get_secret_value() == "sk-geheim"
    assert "geheim" not in f"{settings!r} {settings} {settings.model_dump()}"
    error = problem({"llm_api_key": ["sk-geheim"]})
    assert "geheim" not in str(error)


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1


def test_the_part_for_indexing(tmp_path):
    part = Settings(embedding_model="m", cache=tmp_path, chunk_tokens=99).for_index()
    assert (part.model, part.cache_folder, part.chunk_tokens) == ("m", tmp_path, 99)


def test_what_continuous_integration_requires_is_no_setting():
    script = Path(__file__).parents[2] / ".ci" / "run"
    required = re.findall(r"BEIKE_REQUIRE_\w+", script.read_text(encoding="utf-8"))
    assert len(required) == 5
    assert load_settings(environ=dict.fromkeys(required, "1")) == Settings()
