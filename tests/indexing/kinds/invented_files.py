"""Word, PDF and web files made from one list of elements, so that all say the same.

An element is ``("heading", level, text)``, ``("text", text)``, ``("page",)`` for a page break or
``("table", rows, merges)``: rows of cell texts, and rectangles (row, column, row, column) that are
one cell, whose text stands in its top left place.
"""

import io

import docx
from docx.enum.text import WD_BREAK
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

_FONT = "STSong-Light"


def word(elements, running="某某学校教学文件"):
    """A Word file with real tables, merged cells, page breaks and a running header."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = running
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    for kind, *rest in elements:
        if kind == "heading":
            document.add_heading(rest[1], rest[0])
        elif kind == "text":
            document.add_paragraph(rest[0])
        elif kind == "page":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            rows, merges = rest
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    if text:
                        table.cell(r, c).text = text
            for top, left, bottom, right in merges:
                text = table.cell(top, left).text
                table.cell(top, left).merge(table.cell(bottom, right)).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(elements, running="某某学校教学文件"):
    """A PDF with ruled tables that break over pages, running headers and page numbers."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = ParagraphStyle("body", fontName=_FONT, fontSize=10, leading=14, wordWrap="CJK")

    def cell(text):
        return [Paragraph(line, style) for line in text.split("\n")] if text else ""

    def frame(canvas, document):
        canvas.setFont(_FONT, 9)
        canvas.drawString(72, 810, running)
        canvas.drawString(290, 30, f"- {document.page} -")

    flow = []
    for kind, *rest in elements:
        if kind in ("heading", "text"):
            flow.append(Paragraph(rest[-1], style))
        elif kind == "page":
            flow.append(PageBreak())
        else:
            rows, merges = rest
            spans = [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in merges]
            grid = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
            width = 450 / len(rows[0])
            flow.append(
                Table(
                    [[cell(text) for text in row] for row in rows],
                    colWidths=[width] * len(rows[0]),
                    style=grid + spans,
                )
            )
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, invariant=1).build(flow, frame, frame)
    return stream.getvalue()


def web(elements):
    """A web page with real tables; what a page break is on paper is nothing here."""
    parts = []
    for kind, *rest in elements:
        if kind == "heading":
            tag = f"h{max(rest[0], 1)}"
            parts.append(f"<{tag}>{rest[1]}</{tag}>")
        elif kind == "text":
            parts.append(f"<p>{rest[0]}</p>")
        elif kind == "table":
            parts.append(_web_table(*rest))
    return f"<html><body>{''.join(parts)}</body></html>"


def _web_table(rows, merges):
    spans = {
        (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges
    }
    hidden = {
        (r, c)
        for top, left, bottom, right in merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    } - set(spans)
    out = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row):
            if (r, c) not in hidden:
                down, across = spans.get((r, c), (1, 1))
                inner = text.replace("\n", "<br>")
                cells.append(f"<td rowspan={down} colspan={across}>{inner}</td>")
        out.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(out)}</table>"
