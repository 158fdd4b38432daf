"""A school's form as a container: opened with care, and packed again with only its text changed."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml

from indexing.errors import DocumentError
from indexing.readers import problems
from indexing.readers.detect import ZIP_ERRORS, Format, format_of
from indexing.readers.word.paragraphs import w
from rag.drafting.export.word import Element, zipped

#: A form holds little more than a logo; what unpacks to more bytes or parts is no form.
_MAX_UNPACKED = 64 << 20
_MAX_PARTS = 2000
_TYPES = "[Content_Types].xml"
_RELATIONS = "_rels/.rels"
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


@dataclass(slots=True)
class SchoolForm:
    """An opened form: its parts by path, which of them holds the text, and that one's XML."""

    parts: dict[str, bytes]
    main: str
    root: Element

    @property
    def body(self) -> Element:
        """Return the element that holds paragraphs and tables."""
        return self.root.find(w("body"))

    def packed(self) -> bytes:
        """Return the file with the text as it is now; every other part is as it was."""
        return zipped({**self.parts, self.main: serialize_part_xml(self.root)})


def opened(data: bytes, name: str) -> SchoolForm:
    """Return a form ready to be filled.

    Args:
        data: the whole file.
        name: the file's name, for messages.

    Raises:
        DocumentError: the file is no Word form, is damaged or encrypted, has macros, or unpacks
            to something unreasonable.
    """
    from lxml import etree

    if not data.strip():
        raise problems.empty(name)
    if format_of(data, ".docx", name) is not Format.DOCX:
        raise _no_word(name)
    try:
        parts = _parts(data, name)
        main = _main(parts)
        if _STRICT in parts[main][:4000]:
            raise _strict(name)
        # python-docx's own parser, which expands no entities: its classes write into the form.
        form = SchoolForm(parts, main, parse_xml(parts[main]))
    except (*ZIP_ERRORS, zlib.error, etree.XMLSyntaxError) as error:
        raise problems.damaged(name, "Word(.docx)") from error
    if form.body is None:
        raise problems.damaged(name, "Word(.docx)")
    parts[_TYPES] = parts[_TYPES].replace(_TEMPLATE, _DOCUMENT)
    return form


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        entries = [entry for entry in container.infolist() if not entry.is_dir()]
        # zipfile gives no more bytes than an entry declares, so the declared sizes can be trusted.
        if len(entries) > _MAX_PARTS or sum(e.file_size for e in entries) > _MAX_UNPACKED:
            raise problems.bomb(name)
        if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
            raise _macros(name)
        parts = {entry.filename: container.read(entry) for entry in entries}
    if b"macroEnabled" in parts[_TYPES]:
        raise _macros(name)
    return parts


def _main(parts: dict[str, bytes]) -> str:
    """Return the path of the part with the text, as the package's relations say."""
    from lxml import etree

    relations = etree.fromstring(parts[_RELATIONS], etree.XMLParser(resolve_entities=False))
    for relation in relations:
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath(str(relation.get("Target") or "").lstrip("/"))
    return "word/document.xml"


def _no_word(name: str) -> DocumentError:
    return DocumentError(
        f"“{name}”不是 Word 文档(.docx)，不能用作教案模板。",
        "请用 Word 或 WPS 打开，另存为 .docx 后再选用。",
    )


def _macros(name: str) -> DocumentError:
    return DocumentError(
        f"“{name}”带有宏，不能用作教案模板。",
        "请用 Word 或 WPS 打开，另存为不带宏的“Word 文档(.docx)”后再选用。",
    )


def _strict(name: str) -> DocumentError:
    return DocumentError(
        f"“{name}”是“Strict Open XML”格式，不能用作教案模板。",
        "请用 Word 打开，另存为普通的“Word 文档(.docx)”后再选用。",
    )
