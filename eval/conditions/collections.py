"""The collections: a corpus each, its questions, and whether anybody tuned on them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from eval.errors import EvalError
from eval.gold_file import Gold, load_gold

#: The file that names conditions and collections.
FILE = Path(__file__).parent.parent / "conditions.yaml"
Seen = Literal["tuned", "opened", "outside", "sealed"]
#: In the order of reports: what nobody looked at comes first.
SEEN: Mapping[str, str] = {
    "sealed": "封存",
    "outside": "外来",
    "opened": "拆封后调过",
    "tuned": "照着调的",
}
_FIELDS = ("title", "corpus", "gold", "seen")


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus with its questions.

    Attributes:
        name: unique, as ``--only`` takes it.
        title: for readers.
        corpus: folder of the documents.
        gold: files of questions over them.
        seen: whether the program was made by looking at the questions.
    """

    name: str
    title: str
    corpus: Path
    gold: tuple[Path, ...]
    seen: Seen

    @property
    def corpus_key(self) -> str:
        """Name of the index's folder; collections over one corpus share it."""
        return f"index-{hashlib.sha256(str(self.corpus.resolve()).encode()).hexdigest()[:12]}"

    def golds(self) -> list[Gold]:
        """Return the questions, file by file.

        Raises:
            EvalError: a file is missing or not in order.
        """
        return [load_gold(path, own=self.seen != "outside") for path in self.gold]


def load_conditions(path: Path = FILE) -> dict[str, str]:
    """Return the conditions in order, each with what it does.

    Raises:
        EvalError: the file is missing or not in order.
    """
    return {str(name): str(text) for name, text in _part(path, "conditions").items()}


def collection_names(path: Path = FILE) -> list[str]:
    """Return the names of all collections, those under ``${SHARED}`` too wherever it is.

    Raises:
        EvalError: the file is missing or not in order.
    """
    return [str(name) for name in _part(path, "collections")]


def load_collections(shared: Path | None, path: Path = FILE) -> list[Collection]:
    """Return the collections, unseen ones first; those under ``${SHARED}`` only where it is given.

    Args:
        shared: folder of the original documents, ``None`` where there is none.
        path: the file.

    Raises:
        EvalError: the file is missing or not in order, or a folder or file it names is missing.
    """
    found = []
    for name, row in _part(path, "collections").items():
        if set(row) != set(_FIELDS) or row["seen"] not in SEEN:
            raise EvalError(f"{path} 里的 {name} 写法不对。", f"要有 {'、'.join(_FIELDS)}。")
        places = [str(row["corpus"]), *map(str, row["gold"])]
        if shared is None and any("${SHARED}" in place for place in places):
            continue
        corpus, *gold = (_place(place, path.parent, shared) for place in places)
        found.append(Collection(str(name), str(row["title"]), corpus, tuple(gold), row["seen"]))
    return sorted(found, key=lambda c: list(SEEN).index(c.seen))


def shared_folder() -> Path | None:
    """Return the folder of the original documents: ``BEIKE_SHARED``, else ``../shared``."""
    folder = Path(os.environ.get("BEIKE_SHARED") or Path(__file__).parents[2].parent / "shared")
    return folder if folder.is_dir() else None


def _place(text: str, base: Path, shared: Path | None) -> Path:
    path = Path(text.replace("${SHARED}", str(shared)))
    path = path if path.is_absolute() or "${SHARED}" in text else base / path
    if not path.exists():
        raise EvalError(f"没有 {path}。", "请检查 eval/conditions.yaml。")
    return path


def _part(path: Path, name: str) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        part = found[name]
        if not isinstance(part, dict):
            raise TypeError
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise EvalError(f"{path} 读不了，或者没有 {name}：{error}", "请检查这个文件。") from None
    return part
