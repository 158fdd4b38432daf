"""A Word file as a container: the parts every export shares, packed to the same bytes each time.

What stands in the body is made elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files

from indexing.readers.docx_text import w
from rag.drafting.export.ooxml import Element, element

#: A4 portrait and its margins, in twips.
_PAGE = {"w": 11906, "h": 16838}
_MARGINS = {"top": 1247, "right": 1134, "bottom": 1134, "left": 1134, "header": 720, "footer": 680}
#: What is left between the left and the right margin.
TEXT_WIDTH = _PAGE["w"] - _MARGINS["left"] - _MARGINS["right"]

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
#: Where each shared part goes.
_SHARED = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_relations.xml",
    "word/_rels/document.xml.rels": "document_relations.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/footer1.xml": "footer.xml",
}


def packed(body: list[Element], title: str, date: datetime | None) -> bytes:
    """Return a Word file on A4 with page numbers.

    Args:
        body: paragraphs and tables in order.
        title: for the file's properties.
        date: when it was made; without one the file says nothing of it, and the same body gives
            the same bytes.
    """
    folder = files("rag.drafting.export") / "parts"
    parts = {path: (folder / name).read_bytes() for path, name in _SHARED.items()}
    parts["word/document.xml"] = serialised(_document(body))
    parts["docProps/core.xml"] = serialised(_core(title, date))
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP container of the parts in their order, without the time of day in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for path, data in parts.items():
            container.writestr(_entry(path), data)
    return out.getvalue()


def serialised(root: Element) -> bytes:
    """Return an XML part as bytes."""
    from lxml import etree

    text: bytes = etree.tostring(root, encoding="UTF-8")
    return _DECLARATION + text


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path)  # dated 1980, the first day a ZIP can hold
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _document(body: list[Element]) -> Element:
    from lxml import etree

    footer = etree.Element(w("footerReference"), nsmap={"r": _RELATIONS})
    footer.set(w("type"), "default")
    footer.set(f"{{{_RELATIONS}}}id", "rId3")
    page = element(
        "sectPr",
        footer,
        element("pgSz", **_PAGE),
        element("pgMar", **_MARGINS, gutter=0),
        element("docGrid", linePitch=312),
    )
    return element("document", element("body", *body, page))


def _core(title: str, date: datetime | None) -> Element:
    from lxml import etree

    spaces = {"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI}
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap=spaces)
    etree.SubElement(root, f"{{{_DC}}}title").text = title
    if date is not None:
        moment = date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name in ("created", "modified"):
            made = etree.SubElement(root, f"{{{_TERMS}}}{name}")
            made.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
            made.text = moment
    return root
