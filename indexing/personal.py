"""Personal data in documents: where it stands, and texts in which it is masked.

Only structure decides, never what a text is about: the digits of an ID number and of a bank card
have a checksum, a mobile number and an e-mail address have a form, and what has neither (a
landline, an address) counts where it stands behind a label of its own or in a column of that
name. A landline in a letterhead is the school's and stays.

A masked text is as long as the text, character by character, so every offset stays true.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from typing import Any, TypeVar, cast

from indexing.records import Chunk, ChunkKind, Document, RowCell

Record = TypeVar("Record")

#: Stands for a hidden character. Not the asterisk of ASCII: two numbers on one line would be bold
#: print in Markdown, and lose it.
MASK = "＊"


class PersonalKind(StrEnum):
    """What personal data is; the value is its name in Chinese."""

    IDENTITY = "身份证号"
    MOBILE = "手机号"
    PHONE = "电话号码"
    EMAIL = "电子邮箱"
    CARD = "银行卡号"
    ADDRESS = "住址"


@dataclass(frozen=True, slots=True)
class Personal:
    """A place with personal data: ``start`` and ``end`` are offsets in the text it was found in.

    ``page`` is what a reader sees on the page, empty where there is none.
    """

    kind: PersonalKind
    start: int
    end: int
    page: str = ""


#: Letters and digits that stay legible at the beginning and at the end; of others none do.
_SHOWN = {
    PersonalKind.EMAIL: (1, 0),
    PersonalKind.IDENTITY: (3, 2),
    PersonalKind.MOBILE: (3, 4),
    PersonalKind.CARD: (0, 4),
}
_FULL_WIDTH = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"—": "-", "–": "-", "−": "-"}
)
#: What may stand between the groups of a number.
_GAP = r"[ \u00a0-]?"
#: No number goes on to the left: no digit, no digit with a point or a hyphen, no letter of a code.
_LEFT = r"(?<![0-9A-Za-z_])(?<![0-9][.\-])"
_RIGHT = r"(?![0-9A-Za-z_])(?![.\-][0-9])"
_IDENTITY = re.compile(
    rf"(?<![0-9A-FH-Za-fh-z_])(?<![0-9][.\-])"
    rf"[1-9]\d{{5}}{_GAP}(?:19|20)\d{{6}}{_GAP}\d{{3}}[0-9Xx]{_RIGHT}",
    re.ASCII,
)
_MOBILE = re.compile(
    rf"(?:(?<![0-9A-Za-z_])\+?86{_GAP}|{_LEFT})(1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}){_RIGHT}",
    re.ASCII,
)
_CARD = re.compile(
    rf"{_LEFT}[3-6]\d{{3}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?{_RIGHT}", re.ASCII
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+%-]{0,63}(?=@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b)",
    re.ASCII,
)
_PHONE = re.compile(
    r"(?:(?<!\d)0\d{2,3}[ \-)]?)?(?<!\d)\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII
)
_ANY_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d[\dXx \-]{4,22}[\dXx](?![0-9A-Za-z])", re.ASCII)
_ADDRESS = re.compile(r"\S(?:.*\S)?")

_WHO = "(?:学生|家长|监护人|父亲|母亲|父母|家庭|本人|紧急联系人?|户主)"
_LABELS = {
    PersonalKind.PHONE: rf"{_WHO}的?(?:联系)?(?:电话|手机|方式)(?:号码|号)?|宅电|手机号?码?",
    PersonalKind.ADDRESS: rf"(?:{_WHO}|现|现在|居住|常住|户籍|户口)?(?:所在)?(?:详细)?住址"
    rf"|(?:{_WHO}|现|居住|常住|户籍|户口)(?:所在)?(?:详细)?(?:地址|居住地)|户籍所在地|户口所在地",
    PersonalKind.IDENTITY: r"(?:学生|家长|监护人|本人)?(?:公民)?(?:居民)?身份证(?:件)?号码?"
    r"|公民身份号码|证件号码?",
    PersonalKind.CARD: r"银行卡号码?|银行账号|银行帐号",
}
_IN_LABELLED = {
    PersonalKind.PHONE: _PHONE,
    PersonalKind.ADDRESS: _ADDRESS,
    PersonalKind.IDENTITY: _ANY_NUMBER,
    PersonalKind.CARD: _ANY_NUMBER,
}
#: A label, what stands in brackets behind it, and what parts it from its value.
_LABELLED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:"
    + "|".join(f"(?P<{kind.name}>{label})" for kind, label in _LABELS.items())
    + r")(?:[(][^()\n]{0,12}[)])?(?P<by>[ ]*[:][ ]*|[ ]*[\t|][ \t|]*)"
    r"(?=(?P<value>[^\t\n|;。]{2,80}))"
)
_COLUMN = {kind: re.compile(rf"(?:{label})(?:[(].*[)])?") for kind, label in _LABELS.items()}
_NEXT_LABEL = re.compile(r"[ ,，、][\u4e00-\u9fff]{2,8}[ ]*[:]")
#: Values are found by so many of their first characters.
_PREFIX = 2
#: Characters of an address that is more than a town's name.
_EXACT = 6
_SPACE = re.compile(r"\s+")


def personal_in(text: str) -> list[Personal]:
    """Return the places of a text that have personal data, in order, none over another.

    Args:
        text: any text; a value behind a label is found on its line.
    """
    plain = text.translate(_FULL_WIDTH)
    return _apart([*_by_form(plain), *_labelled(plain)])


def personal_of(document: Document) -> list[Personal]:
    """Return the places of ``document.canonical`` with personal data, cells of columns too.

    What is found once is found wherever it stands again, label or not.
    """
    text = document.canonical
    found = _apart([*personal_in(text), *_in_columns(document)])
    found = _apart([*found, *_elsewhere(text, found)])
    return [replace(one, page=_page(document, one.start)) for one in found]


@dataclass(frozen=True, slots=True)
class PersonalCount:
    """How many places with one kind of personal data there are, and on which pages."""

    kind: PersonalKind
    count: int
    pages: tuple[str, ...]


def by_kind(places: Sequence[Personal]) -> list[PersonalCount]:
    """Return the places counted by kind, in the order in which the kinds first come."""
    return [
        PersonalCount(
            kind,
            sum(p.kind is kind for p in places),
            tuple(dict.fromkeys(p.page for p in places if p.kind is kind and p.page)),
        )
        for kind in dict.fromkeys(p.kind for p in places)
    ]


def masked_text(text: str) -> str:
    """Return a text that stands by itself, such as a question, with personal data masked."""
    return _masked(text, personal_in(text))


def masked_document(document: Document) -> Document:
    """Return a document with personal data masked in all of its texts; offsets stay true."""
    return Masking(document.canonical, personal_of(document)).document(document)


class Masking:
    """Masks what was taken from one document, wherever it was put.

    Args:
        canonical: text of the document.
        places: of personal data in it.
    """

    def __init__(self, canonical: str, places: Sequence[Personal]) -> None:
        self._raw = canonical
        self.canonical = _masked(canonical, places)
        self._values = {
            canonical[p.start : p.end]: _hidden(p.kind, canonical[p.start : p.end]) for p in places
        }
        self._known = _Sought(self._values)
        self._telling = _Sought(canonical[p.start : p.end] for p in places if _tells(p, canonical))

    def text(self, text: str, *, derived: bool = False) -> str:
        """Return a text of this document masked.

        Args:
            text: the text.
            derived: whether it is made of cells, each of which may be no more than a village.
        """
        known = self._known if derived else self._telling
        out, at = "", 0
        for start, end in known.spans(text):
            out += text[at:start] + self._values[text[start:end]]
            at = end
        return masked_text(out + text[at:])

    def document(self, document: Document) -> Document:
        """Return the document masked."""
        kept = {name: getattr(document, name) for name in ("id", "path", "sha256", "script")}
        masked = self._record(replace(document, canonical=""))
        return replace(masked, canonical=self.canonical, **kept)

    def chunk(self, chunk: Chunk) -> Chunk:
        """Return a chunk masked; what is searched in it stays, for nobody is shown that."""
        taken = chunk.kind is not ChunkKind.FACT_SHEET
        rest = self._record(replace(chunk, text="", search_text=""))
        return replace(
            rest,
            id=chunk.id,
            document_id=chunk.document_id,
            previous=chunk.previous,
            next=chunk.next,
            search_text=chunk.search_text,
            text=self.canonical[chunk.start : chunk.end]
            if taken
            else self.text(chunk.text, derived=True),
        )

    def _record(self, value: Record) -> Record:
        return cast("Record", self._any(value))

    def _any(self, value: Any) -> Any:  # noqa: ANN401 - a record, or what stands in one
        if isinstance(value, str):
            return value if isinstance(value, Enum) else self.text(value)
        if isinstance(value, tuple):
            return tuple(map(self._any, value))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        if isinstance(value, RowCell):
            return replace(value, text=self.text(value.text, derived=True))
        new = {}
        for field in fields(value):
            old = getattr(value, field.name)
            span = (getattr(value, "start", 0), getattr(value, "end", 0))
            if isinstance(old, str) and old and self._raw[slice(*span)] == old:
                new[field.name] = self.canonical[slice(*span)]
            elif isinstance(old, str | tuple) or is_dataclass(old):
                new[field.name] = self._any(old)
        return replace(value, **new)


def _by_form(plain: str) -> Iterator[Personal]:
    for match in _IDENTITY.finditer(plain):
        if _is_identity(_joined(match[0])):
            yield Personal(PersonalKind.IDENTITY, *match.span())
    for match in _MOBILE.finditer(plain):
        yield Personal(PersonalKind.MOBILE, *match.span(1))
    for match in _CARD.finditer(plain):
        if _luhn(_joined(match[0])):
            yield Personal(PersonalKind.CARD, *match.span())
    for match in _EMAIL.finditer(plain):
        yield Personal(PersonalKind.EMAIL, *match.span())


def _labelled(plain: str) -> Iterator[Personal]:
    for match in _LABELLED.finditer(plain):
        kind = next(kind for kind in _LABELS if match[kind.name])
        start, end = match.span("value")
        if then := _NEXT_LABEL.search(plain, start, end):
            end = then.start()
        if ":" not in match["by"] and not any(c.isdecimal() for c in plain[start:end]):
            continue  # the next column's name, or a class
        yield from _values(kind, plain, start, end)


def _in_columns(document: Document) -> Iterator[Personal]:
    plain = document.canonical.translate(_FULL_WIDTH)
    for table in document.tables:
        for at, column in enumerate(table.columns):
            name = _SPACE.sub("", column.translate(_FULL_WIDTH))
            kind = next((k for k, pattern in _COLUMN.items() if pattern.fullmatch(name)), None)
            if kind is not None:
                for row in table.rows:
                    yield from _values(kind, plain, row[at].start, row[at].end)


def _elsewhere(text: str, found: Sequence[Personal]) -> Iterator[Personal]:
    """Yield where else the values of some places stand."""
    kinds = {text[p.start : p.end]: p.kind for p in found if _tells(p, text)}
    for start, end in _Sought(kinds).spans(text):
        yield Personal(kinds[text[start:end]], start, end)


def _tells(place: Personal, text: str) -> bool:
    """Whether a value tells of a person wherever it stands; a town alone does not."""
    value = text[place.start : place.end]
    exact = len(value) >= _EXACT or any(c.isdecimal() for c in value)
    return place.kind is not PersonalKind.ADDRESS or (exact and len(value) > 2)


class _Sought:
    """Finds values in texts in one pass, however many there are: a roll has thousands.

    The longest value counts, and none that is part of a longer number or code.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._values = set(values)
        #: First characters of values -> their lengths, the longest first.
        self._lengths: dict[str, list[int]] = {}
        for start, length in sorted({(v[:_PREFIX], len(v)) for v in self._values}, reverse=True):
            self._lengths.setdefault(start, []).append(length)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places of values in order, none over another."""
        at = 0
        while self._values and at < len(text):
            end = self._end(text, at)
            if end:
                yield at, end
            at = end or at + 1

    def _end(self, text: str, at: int) -> int:
        for length in self._lengths.get(text[at : at + _PREFIX], ()):
            end = at + length
            if text[at:end] in self._values and _stands_alone(text, at, end):
                return end
        return 0


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not any(
        c.isascii() and c.isalnum() for c in (*text[start - 1 : start], *text[end : end + 1])
    )


def _values(kind: PersonalKind, plain: str, start: int, end: int) -> Iterator[Personal]:
    for match in _IN_LABELLED[kind].finditer(plain, start, end):
        yield Personal(kind, *match.span())


def _apart(found: Iterable[Personal]) -> list[Personal]:
    """Return the places in order, each whole; of those that overlap the first one found stays.

    What has a form is found before what has a label, but an address has all of its cell.
    """
    out: list[Personal] = []  # in order, so that neighbours alone are compared
    for one in sorted(found, key=lambda p: p.kind is not PersonalKind.ADDRESS):
        at = bisect_right(out, one.start, key=lambda p: p.start)
        if (at and out[at - 1].end > one.start) or (at < len(out) and out[at].start < one.end):
            continue
        out.insert(at, one)
    return out


def _masked(text: str, places: Iterable[Personal]) -> str:
    out, at = [], 0
    for place in places:
        out += [text[at : place.start], _hidden(place.kind, text[place.start : place.end])]
        at = place.end
    return "".join([*out, text[at:]]) if out else text


def _hidden(kind: PersonalKind, value: str) -> str:
    """Return a value with its letters and digits hidden but for those at the ends."""
    signs = [n for n, c in enumerate(value) if c.isalnum()]
    head, tail = _SHOWN.get(kind, (0, 0))
    hide = set(signs[head : len(signs) - tail])
    return "".join(MASK if n in hide else c for n, c in enumerate(value))


def _page(document: Document, start: int) -> str:
    if leaf := document.leaf_at(start):
        return leaf.label or str(leaf.page)
    at = bisect_right(document.units, start, key=lambda unit: unit.start)
    page = document.units[at - 1].page if at else None
    return "" if page is None else str(page)


def _joined(number: str) -> str:
    return "".join(c for c in number if c.isalnum())


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST = "10X98765432"


def _is_identity(number: str) -> bool:
    """Whether 18 signs are an ID number of GB 11643: a date of birth and the right last sign."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return _LAST[total % 11] == number[17].upper()


def _luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812, and not all digits are alike."""
    digits = [int(d) for d in reversed(number)]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1
