"""Chinese words as jieba cuts them, and the Rust port of jieba that does the same sooner.

jieba (its dictionary, its model for unknown words, its mode for search engines) defines the words.
``rjieba`` is ready in 0.2 s instead of 0.55 (and 2 the first time, when jieba makes its prefix
dictionary) and cuts twenty times as many characters a second. It is used where it is installed, and
``tests/indexing/test_segmenting.py`` holds the words equal over every corpus of the repository.

A corpus' own words are added with ``add_word`` to a dictionary that has no others: they are found
wherever they occur and do not change how anything else is cut.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from indexing.settings import IndexSettings

#: The characters of jieba's words; all others but ASCII are words of their own.
_HAN = re.compile("([\u4e00-\u9fd5]+)")


class OwnWords(Protocol):
    """Finds given words."""

    def inside(self, run: str) -> list[str]:
        """Return the words that occur in a run, by place and length, as often as they occur."""


class Segmenter(Protocol):
    """Cuts folded text; safe to share by threads."""

    def words(self, run: str) -> list[str]:
        """Return the words of a run without ASCII; together they are the run."""

    def search_words(self, run: str) -> list[str]:
        """Return the words of a run without ASCII, each behind the shorter words in it."""

    def dictionary_words(self, run: str) -> list[str]:
        """Return the words of a run without ASCII; what no dictionary has is cut into letters."""

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Return the words of a text, each with its part of speech.

        Where words are not in the dictionary it is a guess, in which the two need not agree.
        """

    def own_words(self, words: Iterable[str]) -> OwnWords:
        """Return what finds ``words``, each of two characters or more."""


@cache
def segmenter() -> Segmenter:
    """Return the fastest segmenter there is, its dictionary loaded."""
    try:
        return FastSegmenter()
    except ImportError:
        return JiebaSegmenter(IndexSettings().cache_folder)


class JiebaSegmenter:
    """jieba itself.

    Args:
        folder: where the prefix dictionary is kept, some 9 MB; it is made there once.
    """

    def __init__(self, folder: Path) -> None:
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        with suppress(OSError):  # jieba then makes it every time
            folder.mkdir(parents=True, exist_ok=True)
        self._jieba: Any = jieba.Tokenizer()
        self._jieba.tmp_dir = str(folder)
        self._jieba.cache_file = f"jieba-{jieba.__version__}.cache"
        self._jieba.initialize()

    def words(self, run: str) -> list[str]:
        """See :class:`Segmenter`."""
        found: list[str] = self._jieba.lcut(run)
        return found

    def search_words(self, run: str) -> list[str]:
        """See :class:`Segmenter`."""
        found: list[str] = self._jieba.lcut_for_search(run)
        return found

    def dictionary_words(self, run: str) -> list[str]:
        """See :class:`Segmenter`."""
        found: list[str] = self._jieba.lcut(run, HMM=False)
        return found

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """See :class:`Segmenter`."""
        return [(word, tag) for word, tag in self._tagger.cut(text)]

    def own_words(self, words: Iterable[str]) -> OwnWords:
        """See :class:`Segmenter`."""
        return _JiebaWords(words)

    @cached_property
    def _tagger(self) -> Any:  # noqa: ANN401 - jieba has no types
        from jieba.posseg import POSTokenizer

        return POSTokenizer(self._jieba)


class _JiebaWords:
    def __init__(self, words: Iterable[str]) -> None:
        import jieba

        self._words = frozenset(words)
        self._jieba: Any = jieba.Tokenizer()
        self._jieba.initialized = True  # with no words, not with those of the general dictionary
        for word in self._words:
            self._jieba.add_word(word, 1)

    def inside(self, run: str) -> list[str]:
        return [word for word in self._jieba.cut(run, cut_all=True) if word in self._words]


class FastSegmenter:
    """jieba's Rust port.

    Raises:
        ImportError: it is not installed.
    """

    def __init__(self) -> None:
        from rjieba import Jieba

        self._jieba = Jieba()

    def words(self, run: str) -> list[str]:
        """See :class:`Segmenter`."""
        return _by_han(run, self._jieba.cut)

    def search_words(self, run: str) -> list[str]:
        """See :class:`Segmenter`."""
        return _by_han(run, self._jieba.cut_for_search)

    def dictionary_words(self, run: str) -> list[str]:
        """See :class:`Segmenter`."""
        return _by_han(run, lambda piece: self._jieba.cut(piece, False))

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """See :class:`Segmenter`."""
        return [(str(word), str(tag)) for word, tag in self._jieba.tag(text)]

    def own_words(self, words: Iterable[str]) -> OwnWords:
        """See :class:`Segmenter`."""
        return _FastWords(words)


class _FastWords:
    def __init__(self, words: Iterable[str]) -> None:
        from rjieba import Jieba

        self._words = frozenset(words)
        empty: Callable[[], Jieba] = Jieba.empty
        self._jieba = empty()
        for word in self._words:
            self._jieba.add_word(word, 1, "")

    def inside(self, run: str) -> list[str]:
        return [word for word in _by_han(run, self._jieba.cut_all) if word in self._words]


def _by_han(run: str, cut: Callable[[str], Iterable[str]]) -> list[str]:
    """Return what jieba cuts of a run: the port takes rarer characters for parts of words too."""
    pieces = _HAN.split(run)
    return [
        str(word) for i, piece in enumerate(pieces) for word in (cut(piece) if i % 2 else piece)
    ]
