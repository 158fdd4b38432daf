"""A collection of invented documents and questions: how it is read and what can be wrong in it.

A collection is a folder with ``docs/`` and ``questions.jsonl``; ``data/README.md`` describes the
format. The trainer reads the same way as the check, so that a quote means the same place to both.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from eval.folding import squash, squash_quote
from indexing.errors import DocumentError
from indexing.kinds import understand
from indexing.readers import SUPPORTED, read
from indexing.searchtext import fold

# fmt: off
KINDS = frozenset({
    "fact", "numeric", "list", "table", "multi", "compare", "aggregate", "definition", "procedure",
    "colloquial", "traditional", "adversarial", "followup", "unanswerable",
})
# fmt: on
#: Why a question has no answer: the thing is there without this attribute; the attribute is told of
#: a neighbour only; a person, document or year that is not there; another trade altogether.
MISSES = frozenset({"attribute", "neighbour", "person", "document", "year", "foreign"})
#: Kinds whose answer is worked out, so that it need not stand in the evidence.
WORKED_OUT = frozenset({"aggregate", "compare"})
LONGEST_QUOTE = 120
#: A quote that stands at several places is the one at most this many characters from a quote of
#: the same question that stands at one place only.
NEAR = 150
_TYPES: dict[str, type] = {
    "id": str,
    "question": str,
    "kind": str,
    "answerable": bool,
    "answer": str,
    "must_include": list,
    "must_not_include": list,
    "evidence": list,
    "voice": str,
}
_OPTIONAL: dict[str, type] = {"history": list, "miss": str}
#: White space with no digit beside it, which is no border between two numbers.
_INNER = re.compile(r"(?<!\d)\s+(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_BORDERS = re.compile(r"[|\s]+")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the indexing reads it.

    Attributes:
        name: of the file.
        kind: what the indexing takes it for.
        canonical: its text.
        squashed: the text in which quotes are looked for.
    """

    name: str
    kind: str
    canonical: str
    squashed: str


@dataclass
class Collection:
    """A folder as it was read: documents by file name, rows, and what could not be read."""

    name: str
    texts: dict[str, Text] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @cached_property
    def cited(self) -> set[str]:
        """The documents that some evidence is taken from."""
        return {entry["doc"] for row in self.rows for entry in row["evidence"]}


def read_texts(folder: Path, problems: list[str]) -> dict[str, Text]:
    """Return the documents of a folder by file name; one that cannot be read is a problem."""
    texts = {}
    for path in sorted(folder.rglob("*")):
        if path.name.startswith((".", "~$")) or path.suffix.lower() not in SUPPORTED:
            continue
        try:
            document = understand(read(path), path.name, "")
        except DocumentError as error:
            problems.append(f"{path.name}: not readable: {error.message}")
            continue
        text = document.canonical
        texts[path.name] = Text(path.name, document.kind.value, text, squash_quote(text))
    return texts


def load(folder: Path) -> Collection:
    """Read a collection; rows with a wrong schema are left out and reported as problems."""
    found = Collection(folder.name)
    found.texts = read_texts(folder / "docs", found.problems)
    if not found.texts:
        found.problems.append("docs/: no document")
    for line, row in _lines(folder / "questions.jsonl", found.problems):
        wrong = list(_schema(row, folder.name))
        found.problems += [f"{_name(row, line)}: {problem}" for problem in wrong]
        if not wrong:
            found.rows.append(row)
    return found


def _lines(path: Path, problems: list[str]) -> Iterator[tuple[int, Any]]:
    if not path.is_file():
        problems.append(f"{path.name}: missing")
        return
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text.strip():
            try:
                yield line, json.loads(text)
            except ValueError as error:
                problems.append(f"line {line}: not JSON: {error}")


def _name(row: Any, line: int) -> str:  # noqa: ANN401 - whatever the line holds
    return str(row["id"]) if isinstance(row, dict) and row.get("id") else f"line {line}"


def _schema(row: Any, collection: str) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(row, dict):
        yield "not a JSON object"
        return
    types = _TYPES | {key: kind for key, kind in _OPTIONAL.items() if key in row}
    wrong = [key for key, kind in types.items() if not isinstance(row.get(key), kind)]
    unknown = row.keys() - types.keys()
    if wrong or unknown:
        yield f"missing or of a wrong type: {sorted(wrong)}; unknown: {sorted(unknown)}"
        return
    if not re.fullmatch(re.escape(collection) + r"-\d{3,}", row["id"]):
        yield f"the id is not {collection}-NNN"
    if not row["question"].strip() or not row["voice"].strip():
        yield "question or voice is empty"
    if row["kind"] not in KINDS:
        yield f"unknown kind {row['kind']}"
    if not _are_texts(row["must_not_include"]) or not all(
        group and isinstance(group, list) and _are_texts(group) for group in row["must_include"]
    ):
        yield 'must_include is not [["…", "…"], …], or must_not_include not ["…", …]'
    if not all(
        isinstance(entry, dict)
        and entry.keys() == {"doc", "quote"}
        and _are_texts(list(entry.values()))
        for entry in row["evidence"]
    ):
        yield 'evidence is not [{"doc": "…", "quote": "…"}, …]'
    history = row.get("history", [])
    if not all(isinstance(turn, dict) and _are_texts([turn.get("question")]) for turn in history):
        yield 'history is not [{"question": "…"}, …]'
    if (row["kind"] == "followup" and not history) or (
        history and row["kind"] not in {"followup", "unanswerable"}
    ):
        yield "a follow-up has a history, and nothing else has"
    yield from _answerability(row)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) and squash(value) for value in values)


def _answerability(row: Row) -> Iterator[str]:
    if row["answerable"]:
        if row["kind"] == "unanswerable" or "miss" in row:
            yield "answerable, but of kind unanswerable or with a miss"
        if not row["evidence"] or not row["must_include"] or not row["answer"].strip():
            yield "answerable without evidence, must_include or answer"
    else:
        if row["kind"] not in {"unanswerable", "followup"}:
            yield "not answerable, but not of kind unanswerable"
        if row.get("miss") not in MISSES:
            yield f"miss is none of {' '.join(sorted(MISSES))}"
        if row["evidence"] or row["must_include"]:
            yield "not answerable, but with evidence or must_include"


def faults(collection: Collection) -> Iterator[str]:
    """Yield what is wrong inside a collection; every line begins with the id of the question."""
    counts = Counter(row["id"] for row in collection.rows)
    yield from (
        f"{key}: the id is given {count} times" for key, count in counts.items() if count > 1
    )
    for row in collection.rows:
        for problem in (*_quotes(row, collection.texts), *_facts(row)):
            yield f"{row['id']}: {problem}"
    for name in sorted(collection.texts.keys() - collection.cited):
        yield f"{name}: no question is answered by this document"


def _quotes(row: Row, texts: dict[str, Text]) -> Iterator[str]:
    places = locate(row, texts)
    for entry, found in zip(row["evidence"], places, strict=True):
        quote = entry["quote"]
        if entry["doc"] not in texts:
            yield f"no document {entry['doc']}"
        elif len(squash_quote(quote)) > LONGEST_QUOTE:
            yield f"a quote is longer than {LONGEST_QUOTE} characters: {quote[:20]}…"
        elif not found:
            yield f"does not stand in {entry['doc']}: {quote}"
        elif len(found) > 1:
            yield f"stands at {len(found)} places of {entry['doc']}: {quote}"
    if len({(entry["doc"], entry["quote"]) for entry in row["evidence"]}) < len(row["evidence"]):
        yield "the same evidence is given twice"


def locate(row: Row, texts: dict[str, Text]) -> list[list[int]]:
    """Return where each quote of a question begins in its document's squashed text.

    A quote that stands at several places (the cell "4学时") is taken to be the one nearest to a
    quote of the same question that stands at one place only (the cell with the name of the row),
    if that is nearer than ``NEAR`` characters. None: not found; several: undecided.
    """
    found = []
    for entry in row["evidence"]:
        text = texts[entry["doc"]].squashed if entry["doc"] in texts else ""
        found.append(_places(squash_quote(entry["quote"]), text))
    anchors: dict[str, list[int]] = defaultdict(list)
    for entry, places in zip(row["evidence"], found, strict=True):
        if len(places) == 1:
            anchors[entry["doc"]] += places
    return [
        _nearest(places, anchors[entry["doc"]]) if len(places) > 1 else places
        for entry, places in zip(row["evidence"], found, strict=True)
    ]


def _places(quote: str, text: str) -> list[int]:
    return [m.start() for m in re.finditer(f"(?={re.escape(quote)})", text)] if quote else []


def _nearest(places: list[int], anchors: list[int]) -> list[int]:
    if not anchors:
        return places
    away = {place: min(abs(place - anchor) for anchor in anchors) for place in places}
    least = min(away.values())
    nearest = [place for place in places if away[place] == least]
    return nearest if len(nearest) == 1 and least <= NEAR else places


def _facts(row: Row) -> Iterator[str]:
    evidence = " | ".join(entry["quote"] for entry in row["evidence"])
    for group in row["must_include"]:
        if not says(row["answer"], group):
            yield f"the answer does not say {group[0]}"
        if row["kind"] not in WORKED_OUT and not says(evidence, group):
            yield f"{group[0]} does not follow from the evidence"
    if says(row["answer"], row["must_not_include"]):
        yield "the answer says what it must not"


def says(text: str, alternatives: Sequence[str]) -> bool:
    """Whether one of the alternatives stands in the text; a number stands alone: not 4 in 24."""
    plain = _THOUSANDS.sub("", text)
    joined = squash(plain)
    apart = _INNER.sub("", _BORDERS.sub(" ", fold(plain))).lower()
    for alternative in alternatives:
        wanted = squash(_THOUSANDS.sub("", alternative))
        before = r"(?<!\d)(?<!\d\.)" if wanted[:1].isdigit() else ""
        after = r"(?!\d)(?!\.\d)" if wanted[-1:].isdigit() else ""
        pattern = re.compile(f"{before}{re.escape(wanted)}{after}")
        if pattern.search(joined) or pattern.search(apart):
            return True
    return False
