"""What an index holds that a question can name: documents, and headings with their places.

Built once for a generation. A question that names a course, a chapter or a field should find it
there; naming is by the longest name that fits, so 客户服务管理 is not also 客户服务.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from indexing.index import Index
from indexing.records import ChunkKind, DocumentKind
from indexing.tokenize import normalise_query
from rag.ask.abbreviating import abbreviations, institution
from rag.ask.mentions import NUMBERED, Mention, heading_name, numbered_place, title_name
from rag.ask.spelling import classed, misspelt, names_document, short_names
from rag.ask.words import hinting_words, kind_words, short_form_table, short_forms

#: A number such as 4.3 that is not part of a longer one and no percentage.
_CODE = re.compile(r"(?<!\d)(?<!\d\.)\d{1,2}\.\d{1,2}(?![\d%])(?!\.\d)")
#: 一共 behind 任务探究 does not name 任务探究一.
_AFTER = {"共", "起", "样", "般"}
_TOPIC = re.compile(r"《([^》]{2,20})》")
_SHORTEST = 2
#: What has so many headings in common with others is one of several things described alike; its
#: own name is rare and says more than a word.
_FIELDS, _RARE = 3, 4
#: Fact sheets of which each row is a course.
_OF_COURSES = re.compile(r"各门课程|课程表")
_NAME = re.compile(r"[^\W\d_]{4,}")
#: Properties by which a document is asked for, and letters that make a name of each.
_TOLD = {"school": 4, "class": 3, "course": 3, "author": 2}
#: Several of a kind are asked: 两份教案, 各份大纲.
_SEVERAL = re.compile(r"(?:[两二三四五六几各]|哪些|所有|全部|这些)[份个本套篇]?(?:[^,。]{0,2})$")
_AND = re.compile(r"[、,;和]")
_REMARKS = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(slots=True)
class Catalogue:
    """Names of documents and headings of one generation."""

    documents: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    certainty: dict[str, float] = field(default_factory=dict)
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
    courses: set[str] = field(default_factory=set)
    institutions: set[str] = field(default_factory=set)
    told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    openings: dict[str, str] = field(default_factory=dict)

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
            catalogue.certainty[info.id] = info.kind_certainty
            chunks = index.chunks_of(info.id)
            sheets = [chunk for chunk in chunks if chunk.kind is ChunkKind.FACT_SHEET]
            catalogue.sheets[info.id] = [sheet.id for sheet in sheets]
            catalogue.courses |= {name for sheet in sheets for name in _courses(sheet.text)}
            catalogue.openings.update((info.id, chunk.id) for chunk in chunks[:1])
            for name in _told_names(info.properties):
                catalogue.told[name].add(info.id)
            # A copy may be called otherwise, and be asked for by that name.
            copies = index.copies(info.id)
            titles = list(dict.fromkeys([info.title, *(copy.title for copy in copies)]))
            paths = [info.path, *(copy.path for copy in copies)]
            catalogue.institutions |= {
                name
                for text in (*map(normalise_query, titles), *(PurePosixPath(p).stem for p in paths))
                if (name := institution(text))
            }
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
                catalogue.things[name] = _thing(str(info.kind))
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
                    self.things.setdefault(name, f"part of {_thing(str(info.kind))}")

    def named_documents(self, question: str) -> list[str]:
        """Return ids of documents that a folded question names, in the order it names them.

        A code or topic in a title names that document; a word for a kind (教案, 课标) the only one
        of that kind, or all where it says several (两份教案) or sets them beside others, unless
        the same question already names one of them closer. Else it is a hint:
        see :meth:`described_documents`.
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
        asked = {kind for word, kind in kind_words().items() if word in question}
        compared = bool(found) or len(asked) > 1
        for word, kind in kind_words().items():
            at = question.find(word)
            of_kind = [identifier for identifier, own in self.kinds.items() if own == kind]
            several = _SEVERAL.search(question[: max(at, 0)])
            if at >= 0 and kind not in close and (len(of_kind) == 1 or several or compared):
                for identifier in of_kind:
                    found[identifier] = min(at, found.get(identifier, at))
        return sorted(found, key=lambda identifier: (found[identifier], identifier))

    def described_documents(self, question: str) -> dict[str, float]:
        """Return documents whose school, class, course, author or kind a folded question names.

        Each with the share, 0 to 1, of the most such names that any document has. What all
        documents have tells none from another, and a course that is a heading is named elsewhere.
        A kind counts as much as it is certain.
        """
        met: dict[str, float] = defaultdict(float)
        for name, ids in self.told.items():
            common = len(ids) == len(self.documents) > 1
            if name in question and not common and name not in self.headings:
                for identifier in ids:
                    met[identifier] += 1
        asked = {kind for word, kind in hinting_words().items() if word in question}
        for identifier, kind in self.kinds.items():
            if kind in asked:
                met[identifier] += self.certainty.get(identifier, 1.0)
        most = max(met.values(), default=1.0)
        return {identifier: count / most for identifier, count in met.items()}

    def spelt_out(self, question: str) -> str:
        """Return a folded question with names of courses and documents said short in full."""
        for said, written in short_form_table().items():
            start = question.find(said)
            if start >= 0 and written in self.things and classed(question, start + len(said)):
                question = question[:start] + written + question[start + len(said) :]
        for short in reversed(short_names(self._without_names(question), self.things)):
            question = question[: short.start] + short.name + question[short.end :]
        return question

    def unabbreviated(self, question: str, index: Index) -> str:
        """Return a folded question with abbreviations of names that the index has in full.

        What the documents say themselves is understood as it is.
        """
        names = self.things.keys() | self.courses | self.institutions
        found = abbreviations(self._without_names(question), names)
        unknown = {f.said for f in found} - index.known_terms([f.said for f in found])
        for short in reversed(found):
            if short.said in unknown:
                question = question[: short.start] + short.name + question[short.end :]
        return question

    def subjects(self, question: str) -> list[str]:
        """Return the names of courses, chapters and documents that a folded question has."""
        found = [mention.name for mention in self.mentions(question) if mention.name in self.things]
        return [*found, *(t for t in self.named if names_document(question, t) >= 0)]

    def owners(self, name: str) -> list[str]:
        """Return whose a heading is: the courses or chapters that have it, else the documents.

        In the order of documents and sections, each once.
        """
        found: list[str] = []
        for document, path in self.sections:
            if name != heading_name(normalise_query(path[-1])):
                continue
            above = (heading_name(normalise_query(heading)) for heading in reversed(path[:-1]))
            owner = next((part for part in above if part in self.things), "")
            found.append(owner or title_name(self.documents[document]))
        return list(dict.fromkeys(filter(None, found)))

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


def _thing(kind: str) -> str:
    """Return the sort of thing that a document of a kind is where words behind a name tell it."""
    return kind if kind in kind_words().values() else DocumentKind.GENERIC


def _told_names(properties: Mapping[str, str]) -> set[str]:
    """Return the folded names by which the properties of a document are asked for."""
    names: set[str] = set()
    for name, shortest in _TOLD.items():
        for part in _AND.split(normalise_query(_REMARKS.sub("", properties.get(name, "")))):
            bare = re.sub(r"\s+", "", part)
            if len(bare) >= shortest:
                names.add(bare)
    return names


def _made_of_words(typed: str, index: Index) -> bool:
    terms = index.tokenizer.query_terms(typed)
    return set(terms) <= index.known_terms(terms) | kind_words().keys() | short_forms(typed)


def _courses(sheet: str) -> list[str]:
    """Return the folded names of the courses that are the rows of a fact sheet."""
    title, *rows = normalise_query(sheet).split("\n")
    if not _OF_COURSES.search(title):
        return []
    return [heading_name(row.partition(":")[0]) for row in rows]


def _taken(question: str, start: int, end: int) -> str:
    """Blank out a place, keeping the offsets."""
    return question[:start] + "\n" * (end - start) + question[end:]
