"""The reader's vocabulary: the embedder's, without what such documents never have.

The embedder knows 100 languages; documents are read in Simplified characters (NFKC). Kept are
pieces of Simplified Han, every single Han character, the signs of numbers, units and mathematics,
and the commonest Latin pieces. What is left falls back to single characters and then to bytes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from indexing.searchtext import fold

_SPECIAL = 4
#: So many of the commonest Latin pieces.
_LATIN = 3000
_HAN = re.compile(r"▁?[\u3400-\u9fff]+")
_ASCII = re.compile(r"▁?[ -~]+")
#: Numbers are what is asked for most; they are read whole.
_NUMBER = re.compile(r"▁?[0-9]{1,4}%?")
#: Single signs: Latin, Greek, punctuation, arrows, mathematics, circled numbers, CJK signs.
_SIGN = re.compile(r"▁?[ -~\u00a1-\u00ff\u0370-\u03ff\u2000-\u27bf\u3000-\u303f\uff00-\uffee]|▁")


def pruned(source: Path) -> tuple[Tokenizer, list[int]]:
    """Return the tokenizer with fewer pieces, and the old id of each of them (-1: a byte).

    Args:
        source: ``tokenizer.json`` of the embedder.
    """
    described: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    vocabulary: list[tuple[str, float]] = [(p, s) for p, s in described["model"]["vocab"]]
    latin = sorted(
        (-score, number)
        for number, (piece, score) in enumerate(vocabulary)
        if number >= _SPECIAL and _ASCII.fullmatch(piece)
    )[:_LATIN]
    common = {number for _, number in latin}
    kept = [
        number
        for number, (piece, _) in enumerate(vocabulary)
        if number < _SPECIAL or number in common or _is_kept(piece)
    ]
    least = min(vocabulary[number][1] for number in kept)
    pieces = [vocabulary[number] for number in kept]
    pieces += [(f"<0x{byte:02X}>", least - 10.0) for byte in range(256)]
    described["model"] |= {"vocab": pieces, "byte_fallback": True}
    return Tokenizer.from_str(json.dumps(described, ensure_ascii=False)), [*kept, *[-1] * 256]


def _is_kept(piece: str) -> bool:
    if _SIGN.fullmatch(piece) or _NUMBER.fullmatch(piece):
        return True
    if not _HAN.fullmatch(piece):
        return False
    bare = piece.strip("▁")
    return len(bare) == 1 or fold(bare) == bare
