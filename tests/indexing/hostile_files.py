"""Small files of the kinds that keep a program busy: spans, lists and styles that multiply."""

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; ``parts`` are further parts of ``word/``, without suffix."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {_W}>{content}</w:{name}>")
    return stream.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: int, columns: int) -> bytes:
    """A Word table of one letter a cell."""
    cell = f"<w:tc>{paragraph('格')}</w:tc>"
    row = f"<w:tr>{cell * columns}</w:tr>"
    return word(f"<w:tbl>{row * rows}</w:tbl>")


def pdf(pages: int) -> bytes:
    """A PDF of pages that share one line."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    content = b"BT /F 9 Tf 90 90 Td (hello) Tj ET"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
        b"/Resources<</Font<</F 4 0 R>>>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[page] * pages,
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    offset_table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, offset_table)
        + b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    )
