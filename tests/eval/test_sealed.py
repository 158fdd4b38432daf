"""The sealed split is the one that ``SEALED.md`` names, is in order, and has leaked nowhere.

The split opened before it is in order as well.
"""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from eval.folding import squash, squash_quote
from eval.gold_file import load_gold
from eval.measured_corpus import short_names
from indexing.kinds import understand
from indexing.readers import SUPPORTED, read

_CHECKOUT = Path(__file__).parents[2]
_GOLD = _CHECKOUT / "eval" / "gold"
_CORPUS = _GOLD / "sealed_corpus"
_FILES = {"sealed.jsonl": 80, "sealed_originals.jsonl": 60}
_OPENED = {
    "opened.jsonl": 80,
    "opened_2.jsonl": 100,
    "opened_3.jsonl": 80,
    "opened_4.jsonl": 100,
    "opened_5.jsonl": 80,
    "opened_originals.jsonl": 60,
    "opened_originals_2.jsonl": 60,
}
#: Quotes of the originals stay so short that no sentence of theirs enters the project.
_LONGEST_QUOTE = 15
#: A shorter question ("那押金要多少") may stand in any text by chance.
_TELLING = 10


def _sha256(data):
    return hashlib.sha256(data).hexdigest()


def _folder_sha256(folder):
    listed = [f"{_sha256(path.read_bytes())}  {path.name}\n" for path in sorted(folder.iterdir())]
    return _sha256("".join(listed).encode())


def _canonical(folder):
    """The squashed canonical text of every document, by file name."""
    return {
        path.name: squash_quote(understand(read(path), path.name, "").canonical)
        for path in sorted(folder.iterdir())
        if path.suffix in SUPPORTED
    }


def _asked(question):
    return squash(re.sub(r"[，。？！、：；“”,.?!:;\"]", "", question))


@pytest.fixture(scope="module", params=sorted(_FILES))
def sealed(request):
    return load_gold(_GOLD / request.param)


@pytest.fixture(scope="module", params=sorted(_FILES | _OPENED))
def split(request):
    return load_gold(_GOLD / request.param)


def test_the_hashes_are_those_written_down():
    noted = dict(re.findall(r"^\| `(\S+)` \| `([0-9a-f]{64})` \|$", _notes(), re.MULTILINE))
    measured = {name: _sha256((_GOLD / name).read_bytes()) for name in _FILES}
    assert noted == {**measured, "sealed_corpus/": _folder_sha256(_CORPUS)}


def _notes():
    return (_GOLD / "SEALED.md").read_text(encoding="utf-8")


def test_there_are_enough_of_every_kind(split):
    kinds = Counter(question.kind for question in split.questions)
    expected = {
        "fact", "numeric", "list", "table", "multi", "compare", "aggregate", "definition",
        "procedure", "colloquial", "traditional", "adversarial", "unanswerable",
    }  # fmt: skip
    if "originals" not in split.path.stem:
        expected.add("followup")
        assert kinds["followup"] >= 10
    assert set(kinds) == expected
    assert min(kinds.values()) >= 3
    assert len(split.questions) == (_FILES | _OPENED)[split.path.name]
    refused = sum(not question.answerable for question in split.questions)
    assert 0.12 <= refused / len(split.questions) <= 0.17


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("sealed.jsonl", "sealed_corpus"),
        ("opened_2.jsonl", "opened_2_corpus"),
        ("opened_3.jsonl", "opened_2_corpus"),
        ("opened_4.jsonl", "opened_4_corpus"),
        ("opened_5.jsonl", "opened_5_corpus"),
        ("opened.jsonl", "opened_corpus"),
    ],
)
def test_every_quote_stands_in_an_invented_document(name, folder):
    texts = _canonical(_GOLD / folder)
    quotes = [e for q in load_gold(_GOLD / name).questions for e in q.evidence]
    assert len(quotes) >= 70
    assert {entry.doc for entry in quotes} == set(texts)
    missing = [(e.doc, e.quote) for e in quotes if squash_quote(e.quote) not in texts[e.doc]]
    assert missing == []


@pytest.mark.parametrize(
    "name", ["sealed_originals.jsonl", "opened_originals.jsonl", "opened_originals_2.jsonl"]
)
def test_every_quote_stands_in_an_original_and_is_short(shared, name):
    texts = _canonical(shared / "corpus")
    names = short_names()
    quotes = [e for q in load_gold(_GOLD / name).questions for e in q.evidence]
    assert len(quotes) >= 50
    missing = [
        (entry.doc, entry.quote)
        for entry in quotes
        if not any(
            names[entry.doc] in name and squash_quote(entry.quote) in text
            for name, text in texts.items()
        )
    ]
    assert missing == []
    long = [e.quote for e in quotes if len(re.findall(r"[一-鿿]", e.quote)) > _LONGEST_QUOTE]
    assert long == []


def _old(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {_asked(json.loads(line)["question"]) for line in lines}


@pytest.mark.parametrize("name", ["shipped.jsonl", *_OPENED])
def test_no_question_is_one_of_the_shipped_or_opened_ones(sealed, name):
    old = _old(_GOLD / name)
    assert [q.id for q in sealed.questions if _asked(q.question) in old] == []


def test_no_question_is_one_of_the_questions_tuned_on(sealed, shared):
    old = _old(shared / "gold" / "dev.jsonl")
    assert [q.id for q in sealed.questions if _asked(q.question) in old] == []


def test_no_question_stands_in_code_prompts_or_word_lists(sealed):
    paths = [
        path
        for folder in ("indexing", "rag", "prompts", "ui", "eval", "tests")
        for ending in ("*.py", "*.toml", "*.md")
        for path in (_CHECKOUT / folder).rglob(ending)
        if _CORPUS not in path.parents
    ]
    assert len(paths) > 100
    texts = {path: _asked(path.read_text(encoding="utf-8")) for path in paths}
    asked = [_asked(q.question) for q in sealed.questions]
    telling = [text for text in asked if len(text) >= _TELLING]
    assert len(telling) > len(asked) // 2
    assert [str(path) for path, text in texts.items() if any(q in text for q in telling)] == []
