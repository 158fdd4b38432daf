"""Keeps of a model's text what the passages it cites bear out, sentence by sentence as it comes.

What can be wrong with a sentence is in :mod:`rag.answer.model.faults`; asking the model to mend it
in :mod:`rag.answer.model.repair`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answer.citations import CitationBook
from rag.answer.model.faults import Fault, fault_of
from rag.answer.model.splitting import Part
from rag.answer.model.unnamed import Names, no_names
from rag.text.coverage import coverage
from rag.text.sentences import Sentence, sentences, without_marker
from rag.types import Citation, Passage, SourceQuote

_LONGEST = 3
#: A run with a smaller share of a sentence's bigrams is not looked at closer.
_WORTH = 0.25
_ENDS = tuple("。！？!?；;")
#: A line such as “各门课程的学时如下：” says nothing by itself.
_LEADS_IN = re.compile(r"[:：]\W*$")
_ABSENT = re.compile(r"^[\W\d]*(?:所给|提供的)?资料(?:中|里)?(?:并?没有|未)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands behind a part.

    Attributes:
        places: the passages that bear it out, each with its words; empty where none does.
        fault: what is wrong with it, ``None`` where nothing is.
    """

    places: tuple[tuple[Passage, Sentence], ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a passage has for a sentence: its words, their share, and what is wrong."""

    run: Sentence
    share: float
    fault: Fault | None


class Checker:
    """Holds parts against the passages that the model was shown.

    Args:
        passages: what a mark means: its 1-based position here.
        names: finds names of the index in a text.
    """

    def __init__(self, passages: Sequence[Passage], names: Names = no_names) -> None:
        self.passages = passages
        self._names = names

    def verdict(self, part: Part) -> Verdict:
        """Return what stands behind a part, or what is wrong with it."""
        cited = [n for n in dict.fromkeys(part.marks) if 1 <= n <= len(self.passages)]
        if not cited:
            return Verdict(fault=Fault.UNKNOWN if part.marks else Fault.UNCITED)
        # The number of a list item is no figure to be found, and markup no text.
        said = without_marker(part.said.lstrip("，,、*#> ").replace("**", ""))
        found = [(self.passages[n - 1], self._quote(said, self.passages[n - 1])) for n in cited]
        places = tuple((passage, found.run) for passage, found in found if found.fault is None)
        return Verdict(places) if places else self._together(said, found)

    def _together(self, said: str, found: Sequence[tuple[Passage, _Found]]) -> Verdict:
        """Return the verdict on a sentence that no place it cites bears out alone."""
        places = tuple((passage, found.run) for passage, found in found if found.share)
        if len(places) > 1:
            quote = "\n".join(run.text for _, run in places)
            above = "\n".join(_above(passage) for passage, _ in places)
            if fault_of(said, quote, above, self._names) is None:
                return Verdict(places)
        return Verdict(fault=max(found, key=lambda item: item[1].share)[1].fault)

    def _quote(self, said: str, passage: Passage) -> _Found:
        """Return the shortest run of sentences that bears out what is said, or the nearest."""
        place = _above(passage)
        parts = sentences(passage.text)[int(passage.derived) :]  # a sheet opens with its name
        best = _Found(Sentence("", 0, 0, item=False), 0.0, Fault.WORDS)
        for length in range(1, _LONGEST + 1):
            runs = [
                Sentence(passage.text[a.start : b.end], a.start, b.end, item=a.item)
                for a, b in zip(parts, parts[length - 1 :], strict=False)
            ]
            shares = {run.start: coverage(said, f"{place}\n{run.text}") for run in runs}
            for run in sorted(runs, key=lambda run: -shares[run.start]):
                share = shares[run.start]
                if share < _WORTH or (passage.derived and not _sources(passage, run)):
                    continue
                fault = fault_of(said, run.text, place, self._names)
                if fault is None or share > best.share:
                    best = _Found(run, share, fault)
                if fault is None:
                    return best
        return best


class Draft:
    """The answer as it grows: what has been shown, and what waits until a fault is mended.

    Sentences are shown in their order and never taken back, so from the first faulty one on all
    wait for :meth:`rest`.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._book = CitationBook()
        self._waiting: list[tuple[Part, Verdict]] = []
        self._line = 0
        self._added = set[tuple[str, tuple[int, ...]]]()
        self.text = ""
        self.dropped = 0
        self.mended = 0
        #: The model says of a part of the question that the passages do not answer it.
        self.absent = False

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of what has been shown."""
        return self._book.all()

    @property
    def faulty(self) -> list[tuple[Part, Fault]]:
        """The parts that wait because of a fault, in order."""
        return [(part, v.fault) for part, v in self._waiting if v.fault is not None]

    def add(self, part: Part) -> Iterator[str]:
        """Take a part; yield what can be shown now. What was written before is not said again."""
        same = (part.said.strip(), part.marks)
        if same in self._added:
            return
        self._added.add(same)
        if not part.marks and _ABSENT.match(part.said):
            self.absent = True
        elif part.marks or not _LEADS_IN.search(part.said):
            verdict = self._checker.verdict(part)
            if verdict.fault or self._waiting:
                self._waiting.append((part, verdict))
            else:
                yield self._shown(part, verdict)

    def rest(self, mended: Mapping[Part, Sequence[Part]]) -> Iterator[str]:
        """Yield what waits, the faulty parts as mended or not at all."""
        for part, verdict in self._waiting:
            if verdict.fault is None:
                yield self._shown(part, verdict)
                continue
            instead = [(better, self._checker.verdict(better)) for better in mended.get(part, ())]
            if not instead or any(verdict.fault for _, verdict in instead):
                self.dropped += 1
                continue
            self.mended += 1
            for better, verdict in instead:
                yield self._shown(better, verdict)
        self._waiting = []

    def _shown(self, part: Part, verdict: Verdict) -> str:
        numbers: list[int] = []
        for passage, quote in verdict.places:
            if passage.derived:
                numbers += [self._book.cite_source(passage, s).n for s in _sources(passage, quote)]
            else:
                numbers.append(self._book.cite(passage, quote.start, quote.end).n)
        new_line = "\n" if self.text and part.line != self._line else ""
        begins = new_line or not self.text or self.text.rstrip("]0123456789[").endswith(_ENDS)
        said = part.said.lstrip("，,、； ") if begins else part.said  # what it went on from is out
        piece = f"{new_line}{said}{''.join(f'[{n}]' for n in dict.fromkeys(numbers))}"
        self._line = part.line
        self.text += piece
        return piece


def _above(passage: Passage) -> str:
    """Return what stands above the words of a passage, a line each."""
    name = passage.text.splitlines()[:1] if passage.derived else []
    return "\n".join((passage.title, *passage.heading_path, *name))


def _sources(sheet: Passage, quote: Sentence) -> Sequence[SourceQuote]:
    """Return what the quoted rows of a fact sheet were read from: all of it for the total.

    A sheet has a title line, a line for each source, and the line of the total, which has a source
    of its own where the document prints it.
    """
    first = sheet.text.count("\n", 0, quote.start) - 1
    last = sheet.text.count("\n", 0, quote.end) - 1
    if last >= sheet.text.count("\n") - 1:
        return sheet.sources
    return sheet.sources[max(0, first) : last + 1]
