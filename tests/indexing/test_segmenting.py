"""jieba defines the words; its Rust port cuts the same ones in every corpus we have."""

import logging
import os
import re
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

from indexing.readers import read
from indexing.readers.blocks import Line
from indexing.searchtext import fold
from indexing.segmenting import FastSegmenter, JiebaSegmenter
from indexing.tokenize import Tokenizer, rules_fingerprint, stop_words, word_starts

CHECKOUT = Path(__file__).parents[2]
#: Runs that the tokenizer hands on: no ASCII, no space, no punctuation.
RUN = re.compile(r"[^\W_a-z0-9]+")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def jieba(folder):
    return JiebaSegmenter(folder)


@pytest.fixture(scope="module")
def fast():
    return FastSegmenter()


def texts_of(folder):
    """Yield the text of every document and every line of questions below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".jsonl":
            yield path.read_text(encoding="utf-8")
        elif path.is_file() and path.name not in {"SOURCES.md", "README.md"}:
            for block in read(path).blocks:
                if isinstance(block, Line):
                    yield block.text
                else:
                    yield from (cell.text for row in block.rows for cell in row)


def hold_equal(jieba, fast, folders):
    texts = {fold(text).lower() for folder in folders for text in texts_of(folder)}
    runs = sorted({run for text in texts for run in RUN.findall(text)})
    own = [run for run in runs if 3 <= len(run) <= 16][::3]
    exact, quick = jieba.own_words(own), fast.own_words(own)

    # Counted, not listed: nobody looks at documents that are sealed.
    assert len(runs) > 1000
    assert sum(jieba.search_words(run) != fast.search_words(run) for run in runs) == 0
    assert sum(jieba.words(run) != fast.words(run) for run in runs) == 0
    assert sum(exact.inside(run) != quick.inside(run) for run in runs) == 0
    assert sum(len(exact.inside(run)) for run in runs) > len(own) / 2
    # Parts of speech are guesses amid words that are not in the dictionary.
    same, different = 0, 0
    for text in sorted(texts)[::20]:
        tags, others = dict(jieba.tagged(text)), dict(fast.tagged(text))
        for word in tags.keys() & others.keys():
            if len(word) > 1 and jieba._jieba.FREQ.get(word):
                same += tags[word] == others[word]
                different += tags[word] != others[word]
    assert different < same / 500


def test_the_port_cuts_the_corpora_of_the_repository_as_jieba_does(jieba, fast):
    gold = sorted((CHECKOUT / "eval/gold").glob("*_corpus"))
    assert len(gold) >= 5
    training = CHECKOUT / "eval/training/data"
    hold_equal(jieba, fast, [CHECKOUT / "corpus", *gold, training])


def test_the_port_cuts_the_original_documents_as_jieba_does(jieba, fast, shared):
    hold_equal(jieba, fast, [shared / "corpus"])


@pytest.mark.parametrize(
    "run",
    ["㑇㐁的学", "课𠀀𠀁𡃁程", "鿖鿗评准鿿", "カタのひら课", "αβγ射线", "豈更標準", "①②Ⅳ级", ""],
)
def test_characters_beyond_jiebas_words_are_words_of_their_own(jieba, fast, run):
    assert fast.search_words(run) == jieba.search_words(run)
    assert fast.words(run) == jieba.words(run)
    words = ["㑇㐁的", "鿖鿗评准", "评准鿿", "豈更標"]  # no others are a corpus' own
    assert fast.own_words(words).inside(run) == jieba.own_words(words).inside(run)


def test_words_are_those_of_jiebas_search_mode(jieba):
    # From jieba's own README, but for the comma.
    assert jieba.search_words("小明硕士毕业于中国科学院计算所") == [
        *("小明", "硕士", "毕业", "于"),
        *("中国", "科学", "学院", "科学院", "中国科学院", "计算", "计算所"),
    ]


def test_own_words_are_found_inside_each_other_and_again(jieba, fast):
    for cut in (jieba, fast):
        own = cut.own_words(["花圃养护", "校园花圃养护", "养护活"])
        assert own.inside("校园花圃养护活动花圃养护") == [
            *("校园花圃养护", "花圃养护", "养护活", "花圃养护")
        ]
        assert cut.own_words([]).inside("校园") == []
        assert cut.search_words("校园花圃养护") == ["校园", "花圃", "养护"]


def test_the_prefix_dictionary_is_kept_in_our_folder_and_read_from_there(
    tmp_path, monkeypatch, capfd
):
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    JiebaSegmenter(tmp_path / "新建/cache")
    (kept,) = (tmp_path / "新建/cache").iterdir()
    first = (kept.name, kept.stat().st_mtime_ns)
    monkeypatch.setattr("jieba.Tokenizer.gen_pfdict", lambda *_: pytest.fail("made again"))

    assert JiebaSegmenter(tmp_path / "新建/cache").words("学生作业") == ["学生", "作业"]
    assert (kept.name, kept.stat().st_mtime_ns) == first
    assert first[0] == "jieba-0.42.1.cache"
    assert list(elsewhere.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("jieba").level == logging.CRITICAL


@pytest.mark.parametrize(("blocked", "loaded"), [("rjieba", "jieba"), ("jieba", "rjieba")])
def test_either_alone_will_do(tmp_path, blocked, loaded):
    code = f"""
import sys; sys.modules[{blocked!r}] = None
from indexing.tokenize import Tokenizer, word_starts
tokenizer = Tokenizer(["花圃养护"])
nouns, starts = tokenizer.nouns("花圃和kpi"), word_starts("花圃养护")
print(tokenizer.terms("校园花圃养护3次"), sorted(nouns), sorted(starts))
print({loaded!r} in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    expected = "['校园', '花圃', '养护', '花圃养护', '3', '次', '3次'] ['花圃'] [0, 2]\nTrue\n"
    assert (done.stdout, done.stderr) == (expected, "")


def test_word_starts_are_those_of_words_and_of_words_in_them():
    assert word_starts("科学院3.5-7kpi a") == {0, 1, 3, 6, 7, 11, 12}
    assert word_starts("") == set()


def test_indexes_cut_their_words_again_exactly_when_the_terms_change():
    """Where the second hash changes, raise ``_RULES`` in ``tokenize.py`` and put both here."""
    sample = (CHECKOUT / "indexing/embedding/sample.txt").read_text(encoding="utf-8")
    codes = "GB/T 33992-2017 第4.3节 60% 1∶20 8:30 1 360学时 v2.1b a&b x_y 3～5 Ⅳ①㑇㐁"
    terms = Tokenizer(["信息素养", "教学重难点"]).terms(fold(f"{sample}\n{codes}"))
    digest = sha256("\n".join([*sorted(stop_words()), *terms]).encode()).hexdigest()
    assert (rules_fingerprint()[:12], digest[:12]) == ("70e39d4f3e4c", "14d7915180c8")


@pytest.mark.parametrize("name", ["FastSegmenter", "JiebaSegmenter"])
def test_what_no_dictionary_has_is_cut_into_letters(tmp_path, name):
    segmenter = FastSegmenter() if name == "FastSegmenter" else JiebaSegmenter(tmp_path)
    assert segmenter.dictionary_words("普物怎么考核") == ["普", "物", "怎么", "考核"]
