"""Bytes to text: which of the encodings of Chinese files this is.

A byte order mark decides; else strict UTF-8; else what the file declares; else the best of
GB18030, Big5 and unmarked UTF-16, judged by how many of the characters that come out are ones
that people write. Nothing is ever
replaced or dropped: a file that fits no encoding is refused.
"""

from __future__ import annotations

import codecs
from functools import cache

from indexing.readers import problems

# UTF-32 before UTF-16: its mark starts with the other's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF16 = ("utf-16-le", "utf-16-be")
#: Likeliest first: a later one must be better to take its place.
_CANDIDATES = ("gb18030", "cp950", "big5hkscs", *_UTF16)
#: Names a file may declare; the others (such as Latin-1, which fits any bytes) prove nothing.
_DECLARED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), ("gb18030",)),
    **dict.fromkeys(("big5", "big5-hkscs"), ("cp950", "big5hkscs")),
}
#: Below this share of ordinary characters a decoding is a coincidence.
_PLAUSIBLE = 0.5
#: Plain text may hold a few control characters (old exports do), binary data is full of them.
_MAX_CONTROLS = 0.05
#: Characters looked at; more would only repeat the verdict.
_SAMPLE = 20_000
_LAYOUT = frozenset("\t\n\r\f\v")
_SIGNS = frozenset("·×÷°±—–‘’“”…‰※→←↑↓≤≥≠√∶∼■□▲△●○★☆◆◇☑☐￥•")


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Return the text of a file, every character kept, without a byte order mark.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        declared: the encoding the file itself names, if it does. It comes after UTF-8: pages
            converted by a server often keep the old name, while Chinese in another encoding is
            practically never valid UTF-8 by chance.

    Raises:
        DocumentError: binary data, or no encoding gives plausible text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strict(data, encoding)
            break
    else:
        text = _strict(data, "utf-8")
        if text is None or not _is_text(text):
            text = _as_declared(data, (declared or "").lower()) or likely_text(data) or text
    if text is None:
        raise problems.not_text(name) if b"\0" in data else problems.unknown_encoding(name)
    if not _is_text(text):
        raise problems.not_text(name)
    return text


def _as_declared(data: bytes, declared: str) -> str | None:
    """Return the text in the encoding named, if that is one of a Chinese file and fits."""
    for encoding in _DECLARED.get(declared, ()):
        text = _strict(data, encoding)
        if text is not None and _is_text(text):
            return text
    return None


def likely_text(data: bytes) -> str | None:
    """Return the best decoding of unmarked bytes that are not UTF-8, ``None`` if none is plausible.

    Args:
        data: the bytes of a file, or of a name such as an archive leaves behind.
    """
    best: str | None = None
    best_score = _PLAUSIBLE
    # No encoding but UTF-16 writes text with NUL bytes in it.
    for encoding in _UTF16 if b"\0" in data else _CANDIDATES:
        text = _strict(data, encoding)
        if text is None or not _is_text(text):
            continue
        score = _plausibility(text)
        if score > best_score:
            best, best_score = text, score
    return best


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_text(text: str) -> bool:
    """Tell text from binary data that happens to decode: no NUL, hardly a control character."""
    sample = text[:_SAMPLE]
    controls = sum(1 for char in sample if char < " " and char not in _LAYOUT)
    return "\0" not in text and controls <= _MAX_CONTROLS * len(sample)


def _plausibility(text: str) -> float:
    """Return the share, 0 to 1, of ordinary characters among those that are not ASCII.

    ASCII says nothing: every candidate but UTF-16 reads it alike, and UTF-16 read the wrong way
    round turns it into characters that are not ASCII.
    """
    foreign = [char for char in text[:_SAMPLE] if char > "\x7f"]
    if not foreign:
        return 1.0
    common = common_han()
    return sum(1 for char in foreign if char in common or _is_sign(char)) / len(foreign)


def _is_sign(char: str) -> bool:
    """Tell whether ``char`` is punctuation or a form used in Chinese text.

    Kana, Greek, Cyrillic and box drawing are left out on purpose: that is what Big5 read as
    GB18030 is full of.
    """
    return (
        char in _SIGNS
        or "\u3000" <= char <= "\u303f"
        or "\uff01" <= char <= "\uff5e"
        or "\u2460" <= char <= "\u249b"
    )


@cache
def common_han() -> frozenset[str]:
    """Return the frequent characters of both scripts, as the standards themselves grade them.

    GB 2312 level 1 (3,755, rows 16–55) and Big5 level 1 (5,401, lead bytes A4–C6).
    """
    simplified = (
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    )
    traditional = (
        bytes((lead, trail)).decode("big5", "ignore")
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return frozenset(char for char in (*simplified, *traditional) if "\u4e00" <= char <= "\u9fff")
