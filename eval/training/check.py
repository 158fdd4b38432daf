"""Checks the collections that the reader learns from, each alone and against all other texts.

Errors are what would teach something wrong: a quote that does not stand in its document, a fact
that does not follow from its evidence, a question or a text that is also in a gold set. Of a gold
set nothing but the ids of its questions and the names of its documents is ever printed.

Run it as ``python -m eval.training.check [FOLDER ...]``; without a folder it checks all.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

import click

if not __package__:  # run by its path: this checkout and not the one that is installed
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from eval.folding import squash
from eval.training.collection import Collection, Row, Text, faults, load, read_texts
from indexing.searchtext import fold

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).resolve().parent / "data"
GOLD = ROOT / "eval" / "gold"

#: Two questions with a larger share of letter pairs in common are the same question.
SAME_QUESTION = 0.8
#: So many Chinese characters in a row are not alike by chance.
SAME_TEXT = 34

_WORDS = re.compile(r"[\W_]+")
#: A row of the list in the README, and the list: its head and its rows.
_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| \d+ \|", re.MULTILINE)
_LIST = re.compile(r"(\|(?:---\|){5}\n)(?:\|.*\n)*\n")
_HAN = re.compile(r"[^\u3400-\u9fff]+")


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, punctuation and white space left out."""
    letters = _WORDS.sub("", squash(text))
    return frozenset(map("".join, pairwise(letters)))


def asked(row: Row) -> str:
    """Return the question with what was asked before it."""
    turns = [str(turn.get("question", "")) for turn in row.get("history") or []]
    return " ".join([*turns, str(row["question"])])


def duplicates(rows: Sequence[Row], others: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield the ids of two questions that are the same: two of ``rows``, or one of each list."""
    every = [*others, *rows]
    sets = [pairs(asked(row)) for row in every]
    common = Counter(pair for found in sets for pair in found)
    seen: dict[str, list[int]] = defaultdict(list)
    for index, found in enumerate(sets):
        # Two sets so much alike share one of the rarest pairs of each.
        rarest = sorted(found, key=lambda pair: (common[pair], pair))
        telling = rarest[: len(found) - int(SAME_QUESTION * len(found)) + 1]
        if index >= len(others):
            for other in sorted({i for pair in telling for i in seen[pair]}):
                if len(found & sets[other]) > SAME_QUESTION * len(found | sets[other]):
                    yield str(every[other]["id"]), str(every[index]["id"])
        for pair in telling:
            seen[pair].append(index)


def runs(text: str) -> dict[str, int]:
    """Return every run of ``SAME_TEXT`` Chinese characters, all else left out, with its place."""
    letters = _HAN.sub("", fold(text))
    return {letters[i : i + SAME_TEXT]: i for i in range(len(letters) - SAME_TEXT + 1)}


def leaks(
    collections: Sequence[Collection], foreign: dict[str, Text]
) -> Iterator[tuple[str, str, str]]:
    """Yield two documents with a run of text in common and the run, empty for a foreign document.

    Args:
        collections: documents of one collection may share text, those of two may not.
        foreign: documents that no collection may share text with, by a name to report.
    """
    first: dict[str, tuple[str, str]] = {}
    for name, text in foreign.items():
        first |= dict.fromkeys(runs(text.canonical), ("", name))
    for collection in collections:
        for text in collection.texts.values():
            own = runs(text.canonical)
            here = f"{collection.name}/{text.name}"
            told = set()
            for run in own:
                owner, name = first.setdefault(run, (collection.name, here))
                if owner != collection.name and name not in told:
                    told.add(name)
                    yield name, here, run if owner else ""


def overlaps(rows: Iterable[Row]) -> list[float]:
    """Return, for each answerable question, the share of its letter pairs its evidence has."""
    out = []
    for row in rows:
        own = pairs(str(row.get("question", "")))
        if row.get("evidence") and own:
            theirs = frozenset().union(*(pairs(entry["quote"]) for entry in row["evidence"]))
            out.append(len(own & theirs) / len(own))
    return out


def gold_rows(folder: Path, pattern: str) -> list[Row]:
    """Return the questions of the gold files; each id begins with the name of its file."""
    rows = []
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("question"):
                rows.append({**row, "id": f"{path.name}:{row['id']}"})
    return rows


def foreign_texts(folders: Iterable[Path]) -> dict[str, Text]:
    """Return the documents of gold sets and of real schools by folder and file name."""
    return {
        f"{folder.parent.name}/{folder.name}/{text.name}": text
        for folder in folders
        if folder.is_dir()
        for text in read_texts(folder, []).values()
    }


def _counted(counts: Counter[str], most: int | None = None) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(most))


def figures(collections: Sequence[Collection]) -> Iterator[str]:
    """Yield lines of counts and of the words that questions share with their evidence."""
    rows = [row for collection in collections for row in collection.rows]
    texts = [text for collection in collections for text in collection.texts.values()]
    for collection in collections:
        documents, questions, unanswered = numbers(collection)
        followups = sum(bool(row.get("history")) for row in collection.rows)
        shares = overlaps(collection.rows) or [0.0]
        yield (
            f"{collection.name}: {documents} documents, {questions} questions, "
            f"{unanswered} unanswerable, {followups} with history, "
            f"overlap {median(shares):.2f}"
        )
        for text in collection.texts.values():
            yield f"    {text.name}: {text.kind}, {len(_HAN.sub('', text.canonical))} characters"
    yield f"all: {len(texts)} documents, {len(rows)} questions"
    yield "kinds: " + _counted(Counter(row["kind"] for row in rows))
    yield "misses: " + _counted(Counter(row["miss"] for row in rows if "miss" in row))
    yield "voices: " + _counted(Counter(row["voice"].partition("+")[0] for row in rows), 30)
    changes = sum(row["voice"].endswith("+change") for row in rows)
    yield f"follow-ups with a change of subject: {changes}"
    yield "documents: " + _counted(Counter(text.kind for text in texts))
    yield "formats: " + _counted(Counter(Path(text.name).suffix for text in texts))
    yield f"overlap of questions with their evidence, median: {median(overlaps(rows) or [0.0]):.2f}"


def numbers(collection: Collection) -> tuple[int, int, int]:
    """Return how many documents, questions and unanswerable questions a collection has."""
    unanswerable = sum(not row["answerable"] for row in collection.rows)
    return len(collection.texts), len(collection.rows), unanswerable


def listed(readme: str, collections: Sequence[Collection]) -> str:
    """Return the text of ``data/README.md`` with the numbers that the collections have now.

    What a collection is about stays as it is told there; one that is new gets a row without it.
    """
    about = dict(_ROW.findall(readme))
    counts = [numbers(collection) for collection in collections]
    rows = [
        f"| `{each.name}` | {about.get(each.name, '')} | {' | '.join(map(str, count))} |"
        for each, count in zip(collections, counts, strict=True)
    ]
    total = " | ".join(str(sum(column)) for column in zip(*counts, strict=True))
    return _LIST.sub(lambda m: m[1] + "\n".join([*rows, f"| 合计 | | {total} |"]) + "\n\n", readme)


def check(folders: Sequence[Path], *, data: Path = DATA, shared: Path | None = None) -> list[str]:
    """Return the errors of some collections.

    Args:
        folders: the collections to check.
        data: where the other collections are, which these may not repeat.
        shared: a folder with documents of real schools in ``corpus`` and ``real/docs``.
    """
    chosen = [load(folder) for folder in folders]
    names = {collection.name for collection in chosen}
    rest = [
        load(path) for path in sorted(data.iterdir()) if path.is_dir() and path.name not in names
    ]
    errors = []
    for collection in chosen:
        found = [*collection.problems, *faults(collection)]
        errors += [f"{collection.name}: {problem}" for problem in found]
    rows = [row for collection in chosen for row in collection.rows]
    others = [row for collection in rest for row in collection.rows]
    for one, two in duplicates(rows, [*gold_rows(GOLD, "*.jsonl"), *others]):
        errors.append(f"{two}: the same question as {one}")
    real = [shared / "corpus", shared / "real" / "docs"] if shared else []
    foreign = foreign_texts([ROOT / "corpus", *sorted(GOLD.glob("*corpus")), *real])
    for one, two, run in leaks([*rest, *chosen], foreign):
        if names & {one.partition("/")[0], two.partition("/")[0]}:
            errors.append(f"{two}: shares text with {one}{': ' if run else ''}{run}")
    return errors


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--shared",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT.parent / "shared",
    help="Documents of real schools, which may not be repeated; skipped where there is none.",
)
@click.option("--update-list", is_flag=True, help="Write the numbers of all into the README.")
def main(folders: tuple[Path, ...], shared: Path, update_list: bool) -> None:
    """Check collections (all without FOLDERS) and print their figures; exit 1 on errors."""
    if update_list:
        every = [load(path) for path in sorted(DATA.iterdir()) if path.is_dir()]
        readme = DATA / "README.md"
        readme.write_text(listed(readme.read_text(encoding="utf-8"), every), encoding="utf-8")
    chosen = [folder.resolve() for folder in folders] or [
        path for path in sorted(DATA.iterdir()) if path.is_dir()
    ]
    for line in figures([load(folder) for folder in chosen]):
        click.echo(line)
    opened = overlaps(gold_rows(GOLD, "opened*.jsonl"))
    click.echo(f"    the same of the opened gold sets: {median(opened):.2f}")
    errors = check(chosen, shared=shared if shared.is_dir() else None)
    for error in errors:
        click.echo(error, err=True)
    click.echo(f"{len(errors)} errors")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
