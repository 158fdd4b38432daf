"""``beike eval`` from the command line, over a small corpus and without a real model."""

import json

import pytest
from click.testing import CliRunner
from invented_gold import GOLD
from invented_school import StubEncoder

from eval.errors import EvalError
from eval.settings_sets import with_changes
from rag.cli import main
from rag.settings import Settings
from rag.types import Answer


@pytest.fixture
def beike(small_settings, small_gold_path, tmp_path, monkeypatch):
    """Runs ``beike eval`` over the small corpus with the stand-in for the model."""

    class Stub(StubEncoder):
        def encode_query(self, text):
            return self.encoded(text)

    monkeypatch.setattr("eval.measuring.make_encoder", lambda *_: Stub())
    monkeypatch.chdir(tmp_path)

    def run(*arguments, gold=small_gold_path):
        base = ["eval", "--corpus", str(small_settings.corpus), "--gold", str(gold)]
        return CliRunner().invoke(main, [*base, *arguments], catch_exceptions=False)

    return run


def test_measures_reports_and_passes_its_own_baseline(beike, tmp_path):
    made = beike("--baseline", "base", "--update-baseline", "--out", "out")
    assert made.exit_code == 0, made.output
    assert "基线已写入 base" in made.output
    assert {p.name for p in (tmp_path / "base").iterdir()} == {
        "inputs.json",
        "baseline.jsonl",
        "floors.json",
    }
    again = beike("--baseline", "base", "--gate", "--out", "out")
    assert again.exit_code == 0, again.output
    assert "关口通过" in again.stderr
    assert "全部 recall@5\t" in again.stdout
    assert (tmp_path / "out" / "report.html").exists()
    # The index of the evaluation is its own.
    assert list((tmp_path / ".beike" / "eval").glob("index-*"))
    assert not (tmp_path / ".beike" / "index").exists()


def test_without_a_baseline_the_gate_is_red_and_says_what_to_do(beike):
    result = beike("--baseline", "none", "--gate", "--out", "out")
    assert result.exit_code == 1
    assert "没有基线 none" in result.stderr
    assert "--update-baseline" in result.stderr
    assert beike("--baseline", "none", "--out", "out").exit_code == 0  # not asked to judge


def test_other_settings_than_the_baselines_are_red(beike, monkeypatch):
    beike("--baseline", "base", "--update-baseline", "--out", "out")
    monkeypatch.setenv("BEIKE_HEADING_WEIGHT", "0.9")
    result = beike("--baseline", "base", "--gate", "--out", "out")
    assert result.exit_code == 1
    assert "设置变了" in result.stderr


def test_a_broken_gold_file_is_an_error_with_its_line(beike, tmp_path):
    path = tmp_path / "gold.jsonl"
    wrong = {**GOLD[0], "evidence": [{"doc": "茶艺.md", "quote": "绿茶冲泡课程共99学时"}]}
    path.write_text(json.dumps(wrong), encoding="utf-8")
    result = beike("--gate", "--out", "out", gold=path)
    assert result.exit_code == 1
    assert "第 1 行（g1）：茶艺.md 里没有这段引文" in result.stderr
    assert "办法：" in result.stderr


def test_two_settings_are_compared(beike, tmp_path):
    without = "lexical_weight=0,dense_weight=0,late_weight=0,heading_weight=0"
    result = beike("--compare", ".", without, "--out", "out")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")
    assert "# 比较：. → lexical&#95;weight=0,dense&#95;weight=0" in text
    assert "| 全部 recall@5 |" in text
    assert "- 失 g" in text
    assert result.stdout.strip() == text.strip()


def test_settings_that_need_another_index_get_one(beike, tmp_path):
    result = beike("--compare", ".", "chunk_tokens=40", "--out", "out")
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / ".beike" / "eval").glob("index-*"))) == 2


def test_comparing_goes_with_no_gate(beike):
    assert beike("--compare", ".", ".", "--gate").exit_code == 2


def test_a_judge_needs_an_endpoint(beike):
    result = beike("--judge", "裁判")
    assert result.exit_code == 1
    assert "BEIKE_LLM_BASE_URL" in result.stderr


def test_sets_of_settings(tmp_path):
    base = Settings(dense_weight=0.2, index=tmp_path / "i")
    assert with_changes(base, ".").dense_weight == 0.2
    changed = with_changes(base, "chunk_tokens=100, heading_weight=0.1")
    assert (changed.chunk_tokens, changed.heading_weight, changed.dense_weight) == (100, 0.1, 0.2)
    assert "index" not in changed.model_fields_set  # each side has an index of its own
    file = tmp_path / "b.toml"
    file.write_text("dense_weight = 0.7\n", encoding="utf-8")
    assert with_changes(base, str(file)).dense_weight == 0.7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dens_weight=1", "dens_weight"),
        ("dense_weight=many", "dense_weight"),
        ("dense_weight", "看不懂"),
        ("", "看不懂"),
        ("none.toml", "打不开"),
    ],
)
def test_sets_that_cannot_be_used(text, message):
    with pytest.raises(EvalError, match=message):
        with_changes(Settings(), text)


def test_a_near_name_is_suggested():
    with pytest.raises(EvalError) as caught:
        with_changes(Settings(), "dens_weight=1")
    assert caught.value.hint == "是不是想写 dense_weight？"


class Writer:
    """Stands for the assistant with a model behind an endpoint."""

    def __init__(self, settings, open_vectors):
        self.settings = settings

    def ask(self, question, k=10, history=()):
        return Answer(question, "answered", "模型写的话", timings_ms={})

    def close(self):
        pass


def test_a_models_answers_stand_beside_and_never_decide(beike, tmp_path, monkeypatch):
    beike("--baseline", "base", "--update-baseline", "--out", "out")
    monkeypatch.setenv("BEIKE_LLM_BASE_URL", "http://localhost:1/v1")
    monkeypatch.setenv("BEIKE_LLM_MODEL", "writer")
    monkeypatch.setattr("eval.measuring.make_assistant", Writer)
    result = beike("--baseline", "base", "--gate", "--out", "out")
    assert result.exit_code == 0, result.output
    data = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert data["model"]["name"] == "writer"
    assert data["model"]["overall"]["key_facts"]["value"] == 0.0
    assert data["overall"]["key_facts"]["value"] > 0.0
    assert "| 要点得分 |" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
