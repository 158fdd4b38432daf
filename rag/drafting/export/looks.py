"""The fonts and sizes of runs: those of the usual form, or those a school's form already has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.drafting.export.lines import TextLine, Tone
from rag.drafting.export.ooxml import Element, paragraph, properties, run, varied
from rag.drafting.export.package import TEXT_WIDTH

_LATIN = "Times New Roman"
#: Song for text, Hei for what stands out.
_BODY = (_LATIN, "宋体")
_STRONG = (_LATIN, "黑体")
_GREY = "808080"
#: What the number of an item takes, in twips: about two characters of the text.
_HANGING = 330


@dataclass(frozen=True, slots=True)
class Look:
    """Run properties for each tone of a line; ``None`` leaves a run to the paragraph's style."""

    text: Element | None
    tag: Element
    mark: Element

    def runs(self, line: TextLine) -> list[Element]:
        """Return the runs of a line, its number first."""
        of = {Tone.TEXT: self.text, Tone.TAG: self.tag, Tone.MARK: self.mark}
        number = [run(f"{line.number} ", self.text)] if line.number else []
        return number + [run(piece.text, of[piece.tone]) for piece in line.pieces if piece.text]

    def paragraphs(
        self,
        lines: Iterable[TextLine],
        *,
        align: str | None = None,
        keep_next: bool = False,
        after: int = 0,
    ) -> list[Element]:
        """Return a paragraph a line; numbers hang to the left of their items."""
        return [
            paragraph(
                self.runs(line),
                align=align,
                keep_next=keep_next,
                hanging=_HANGING if line.number else 0,
                before=0,
                after=after,
            )
            for line in lines
        ]


def look(text: Element | None, tag_size: int | None = None) -> Look:
    """Return the look of text with these run properties.

    Args:
        text: the properties of plain text.
        tag_size: of tags, in half points; ``None`` keeps the size of the text.
    """
    smaller = {} if tag_size is None else {"sz": str(tag_size), "szCs": str(tag_size)}
    return Look(
        text=text,
        tag=varied(text, color=_GREY, **smaller),
        mark=varied(text, vertAlign="superscript"),
    )


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of everything in a file.

    Attributes:
        body: text of a field.
        small: text of a table of several columns.
        label: label of a field, or a phase.
        header: header of a table of several columns.
        caption: caption of a table.
        heading: heading of a part.
        title: title of the plan.
        width: room between the margins, in twips.
        styles: whether the file has the paragraph styles Title, Heading1 and Caption.
    """

    body: Look
    small: Look
    label: Look
    header: Look
    caption: Look
    heading: Look
    title: Look
    width: int
    styles: bool


def usual() -> Looks:
    """Return the looks of the usual form: 宋体 for text, 黑体 for labels; 五号 and 小五."""
    return Looks(
        body=look(properties(fonts=_BODY, size=21), 15),
        small=look(properties(fonts=_BODY, size=18), 13),
        label=look(properties(fonts=_STRONG, size=21)),
        header=look(properties(fonts=_STRONG, size=18)),
        caption=look(properties(fonts=_STRONG, size=20), 13),
        heading=look(properties(fonts=_STRONG, size=26)),
        title=look(properties(fonts=_STRONG, size=36, bold=True)),
        width=TEXT_WIDTH,
        styles=True,
    )


def inherited(width: int) -> Looks:
    """Return looks that leave the fonts to the styles of the file they are added to.

    ``width`` is the room between the margins, in twips.
    """
    text, strong = look(None, 15), look(properties(bold=True))
    return Looks(
        body=text,
        small=look(properties(size=18), 13),
        label=strong,
        header=look(properties(size=18, bold=True)),
        caption=look(properties(size=20, bold=True), 13),
        heading=look(properties(size=26, bold=True)),
        title=strong,
        width=width,
        styles=False,
    )
