"""What a table is called: its caption, what the line before announces, or the heading above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.numerals import article
from indexing.readers.blocks import Line
from indexing.searchtext import fold
from indexing.wrapping import ends_sentence

_LONGEST = 40
_NUMBERED = re.compile(r"^(?:附?表|table)\s*[\d一二三四五六七八九十]{1,3}", re.IGNORECASE)
#: ``（单位：学时）`` between a caption and its table.
_UNIT = re.compile(r"^\(?\s*单位\s*:[^。]{1,12}\)?$")
_ANNOUNCED = re.compile(
    r"^(?P<name>[^,。;:!?]{2,20}?)[,]?(?:具体)?(?:如|见|列于|按)?(?:下表|附?表\s*[\d一二三四五六七八九十]{1,3}|下)"
    r"(?:所示|所列|执行|规定)?[:。]?$"
)


def table_name(lines: Sequence[Line], heading: str) -> str:
    """Return the name of a table.

    Args:
        lines: the lines between the heading, or the last table, and the table.
        heading: the heading above, which names it where no line does.
    """
    texts = [line.text.strip() for line in lines if line.text.strip()]
    while texts and _UNIT.match(fold(texts[-1])):
        texts.pop()
    last = texts[-1] if texts else ""
    if not last:
        return heading
    if _NUMBERED.match(fold(last)) and len(last) <= _LONGEST and not last.endswith("。"):
        return last
    opened = article(last)
    told = last[len(last) - len(opened.rest) :] if opened and opened.apart else last
    announced = _ANNOUNCED.match(fold(told))
    if announced:
        return told[: len(announced["name"])].strip()
    plain = len(last) <= _LONGEST and not re.search("[，。；,;]", last) and not opened
    return last if plain and not ends_sentence(last) else heading
