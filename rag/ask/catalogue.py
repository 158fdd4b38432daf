"""What an index holds that a question can name: documents, and headings with their places.

Built once for a generation. A question that names a course, a chapter or a field should find it
there; naming is by the longest name that fits, so 客户服务管理 is not also 客户服务.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from indexing.index import Index
from indexing.records import ChunkKind
from indexing.tokenize import normalise_query
from rag.ask.mentions import NUMBERED, Mention, heading_name, numbered_place, title_name
from rag.ask.spelling import classed, misspelt, names_document, short_names
from rag.ask.words import kind_words, short_form_table, short_forms

#: A number such as 4.3 that is not part of a longer one and no percentage.
_CODE = re.compile(r"(?<!\d)(?<!\d\.)\d{1,2}\.\d{1,2}(?![\d%])(?!\.\d)")
#: 一共 behind 任务探究 does not name 任务探究一.
_AFTER = {"共", "起", "样", "般"}
_TOPIC = re.compile(r"《([^》]{2,20})》")
_SHORTEST = 2
#: What has so many headings in common with others is one of several things described alike; its
#: own name is rare and says more than a word.
_FIELDS, _RARE = 3, 4
_NAME = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Catalogue:
    """Names of documents and headings of one generation."""

    documents: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    topics: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    headings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    placed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sheets: dict[str, list[str]] = field(default_factory=dict)
    sections: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    numbered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, index: Index) -> Catalogue:
        """Read the names of every document of ``index``."""
        catalogue = cls()
        for info in index.documents():
            document = index.document(info.id)
            if document is None:
                continue
            catalogue.documents[info.id] = info.title
            catalogue.kinds[info.id] = str(info.kind)
            catalogue.sheets[info.id] = [
                chunk.id for chunk in index.chunks_of(info.id) if chunk.kind is ChunkKind.FACT_SHEET
            ]
            # A copy may be called otherwise, and be asked for by that name.
            titles = list(dict.fromkeys([info.title, *(c.title for c in index.copies(info.id))]))
            for title in map(normalise_query, titles):
                for code in _CODE.findall(title):
                    catalogue.codes[code].add(info.id)
                for topic in _TOPIC.findall(title):
                    catalogue.topics[topic].add(info.id)
            for section in document.sections[1:]:
                catalogue.sections.setdefault((info.id, tuple(section.path)), section.start)
                heading = normalise_query(section.heading)
                name = heading_name(heading)
                if number := numbered_place(heading):
                    catalogue.numbered[number].add(heading)
                if len(name) >= _SHORTEST:
                    catalogue.headings[name].add(heading)
                    catalogue.counts[name] += 1
                    catalogue.placed[name].add(info.id)
            for name in filter(None, map(title_name, titles)):
                catalogue.things[name] = str(info.kind)
                catalogue.named[name].add(info.id)
        catalogue._name_parts(index)
        return catalogue

    def _name_parts(self, index: Index) -> None:
        """Add what is described under the same headings as its neighbours: courses, chapters."""
        for info in index.documents():
            document = index.document(info.id)
            if document is None:
                continue
            fields: dict[int, set[str]] = defaultdict(set)
            for section in document.sections[1:]:
                if section.parent:
                    fields[section.parent].add(heading_name(normalise_query(section.heading)))
            parts = {document.sections[i] for i, own in fields.items() if len(own) >= _FIELDS}
            for part in parts:
                name = heading_name(normalise_query(part.heading))
                alike = any(
                    other != part
                    and other.parent == part.parent
                    and len(fields[other.id] & fields[part.id]) >= _FIELDS
                    for other in parts
                )
                if alike and self.counts[name] <= _RARE and _NAME.fullmatch(name):
                    self.things.setdefault(name, f"part of {info.kind}")

    def named_documents(self, question: str) -> list[str]:
        """Return ids of documents that a folded question names, in the order it names them.

        A code or topic in a title names that document; a word for a kind (教案, 课标) names all of
        that kind, unless the same question already names one of them closer.
        """
        found: dict[str, int] = {}
        places = [(m.start(), self.codes.get(m.group(), set())) for m in _CODE.finditer(question)]
        places += [(question.find(name), ids) for name, ids in self.topics.items()]
        places += [(names_document(question, name), ids) for name, ids in self.named.items()]
        for at, ids in places:
            if at >= 0:
                for identifier in ids:
                    found[identifier] = min(at, found.get(identifier, at))
        close = {self.kinds[identifier] for identifier in found}
        for word, kind in kind_words().items():
            at = question.find(word)
            if at >= 0 and kind not in close:
                for identifier, own in self.kinds.items():
                    if own == kind:
                        found[identifier] = min(at, found.get(identifier, at))
        return sorted(found, key=lambda identifier: (found[identifier], identifier))

    def spelt_out(self, question: str) -> str:
        """Return a folded question with names of courses and documents said short in full."""
        for said, written in short_form_table().items():
            start = question.find(said)
            if start >= 0 and written in self.things and classed(question, start + len(said)):
                question = question[:start] + written + question[start + len(said) :]
        for short in reversed(short_names(self._without_names(question), self.things)):
            question = question[: short.start] + short.name + question[short.end :]
        return question

    def subjects(self, question: str) -> list[str]:
        """Return the names of courses, chapters and documents that a folded question has."""
        found = [mention.name for mention in self.mentions(question) if mention.name in self.things]
        return [*found, *(t for t in self.named if names_document(question, t) >= 0)]

    def mentions(self, question: str, documents: Sequence[str] = ()) -> list[Mention]:
        """Return the headings a folded question names, in its order.

        The longest name that fits counts at each place. Where it asks of ``documents``, a heading
        that only others have is a mere word.
        """
        found: list[Mention] = []
        free = question
        for name in sorted(self.headings, key=lambda n: (-len(n), n)):
            start = free.find(name)
            if start >= 0 and not (name.endswith("一") and free[start + len(name) :][:1] in _AFTER):
                free = _taken(free, start, start + len(name))
                if not documents or self.placed[name].intersection(documents):
                    found.append(self._mention(name, start))
        for place in NUMBERED.finditer(question):
            number = numbered_place(place[0])
            if number in self.numbered:
                headings = frozenset(self.numbered[number])
                found.append(Mention(place[0], headings, len(headings), place.start()))
        return sorted(found, key=lambda mention: mention.start)

    def corrected(self, question: str, index: Index) -> str:
        """Return a folded question with names that are one character off put right.

        What is made of words that the documents know is no slip: 仓库管理 is not 仓储管理.
        """
        free = self._without_names(question)
        for name, start, end in reversed(misspelt(free, self.headings)):
            typed = question[start:end]
            if not _made_of_words(typed, index):
                question = question[:start] + name + question[end:]
        return question

    def _without_names(self, question: str) -> str:
        """Blank out every name of a folded question, wherever it stands, the longest first."""
        for name in sorted(self.headings.keys() | self.named.keys(), key=lambda n: (-len(n), n)):
            question = question.replace(name, "\n" * len(name))
        return question

    def _mention(self, name: str, start: int) -> Mention:
        return Mention(name, frozenset(self.headings[name]), self.counts[name], start)

    def intended(self, names: Sequence[str]) -> list[Mention]:
        """Return mentions of headings that a question means without naming them."""
        return [self._mention(name, -1) for name in names if name in self.headings]


def _made_of_words(typed: str, index: Index) -> bool:
    terms = index.tokenizer.query_terms(typed)
    return set(terms) <= index.known_terms(terms) | kind_words().keys() | short_forms(typed)


def _taken(question: str, start: int, end: int) -> str:
    """Blank out a place, keeping the offsets."""
    return question[:start] + "\n" * (end - start) + question[end:]
