"""Everything a teacher can be told about a file that cannot be read, in one place.

Each function returns (never raises) a :class:`DocumentError` whose message names the file and
whose hint is the remedy. When one applies is decided by the readers, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from indexing.errors import DocumentError

_CONVERT = "请转换成 .docx、.pdf、.txt、.md 或 .html 后再导入。"
_SAVE_AS_WORD = "请用 Word 或 WPS 打开，另存为 .docx 后再导入。"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that teachers have and no reader takes; ``cure`` says what to do."""

    name: str
    suffixes: tuple[str, ...]
    cure: str


#: The kinds that are known by their suffix.
KINDS = (
    Kind("旧版 Word 或 WPS 文档", (".doc", ".dot", ".wps", ".rtf", ".odt"), _SAVE_AS_WORD),
    Kind(
        "表格",
        (".xls", ".xlsx", ".et", ".csv", ".ods"),
        "请用 Excel 或 WPS 打开，另存为 PDF，或把表格复制到 Word 里存为 .docx 后再导入。",
    ),
    Kind(
        "演示文稿",
        (".ppt", ".pptx", ".dps", ".odp"),
        "请用 PowerPoint 或 WPS 打开，另存为 PDF 后再导入。",
    ),
    Kind(
        "图片",
        (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic"),
        "请先做文字识别(OCR)，保存为带文字的 PDF 或 .docx 后再导入。",
    ),
    Kind("压缩包", (".zip", ".rar", ".7z", ".gz"), "请先解压，再导入里面的文件。"),
)
_BY_SUFFIX = {suffix: kind for kind in KINDS for suffix in kind.suffixes}


def missing(name: str) -> DocumentError:
    """No file of that name."""
    return DocumentError(f"找不到文件“{name}”。", "请检查文件名和所在文件夹。")


def not_a_file(name: str) -> DocumentError:
    """A folder, a device, a pipe."""
    return DocumentError(f"“{name}”不是文件。", "请选择文件夹里的某一个文件。")


def unreadable(name: str) -> DocumentError:
    """The system refuses to open the file."""
    return DocumentError(
        f"无法打开文件“{name}”，没有读取权限或文件被占用。",
        "请检查文件权限，关闭正在使用它的程序后重试。",
    )


def empty(name: str) -> DocumentError:
    """No bytes, or nothing but white space."""
    return DocumentError(f"文件“{name}”是空的，没有任何文字。", "请检查是否选错了文件。")


def unsupported(name: str, what: str = "") -> DocumentError:
    """A type there is no reader for; ``what`` names it where its content was recognised."""
    kind = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    what = what or (kind.name if kind else "这种类型的文件")
    return DocumentError(f"不支持“{name}”：无法读取{what}。", kind.cure if kind else _CONVERT)


def not_taken(name: str) -> DocumentError:
    """A file that no reader takes by its suffix; its content was not looked at."""
    return legacy_word(name) if name.lower().endswith(".doc") else unsupported(name)


def legacy_word(name: str) -> DocumentError:
    """Word 97–2003."""
    return DocumentError(f"“{name}”是旧版 Word 文档(.doc)，无法直接读取。", _SAVE_AS_WORD)


def encrypted(name: str) -> DocumentError:
    """A password is needed to open the file."""
    return DocumentError(
        f"“{name}”设有打开密码，无法读取。", "请用原程序打开，取消密码并保存后再导入。"
    )


def damaged(name: str, what: str) -> DocumentError:
    """A file cut short or broken; ``what`` names its type."""
    return DocumentError(
        f"“{name}”不是完整的 {what} 文件，可能已损坏或没有下载完。",
        f"请重新获取这个文件，或用原程序打开后另存为新的 {what} 文件。",
    )


def too_large(name: str) -> DocumentError:
    """A compressed file that unpacks to something unreasonable."""
    return DocumentError(
        f"“{name}”解压后的内容过大，已停止读取。", "请删去其中的大图片或拆成几个文件。"
    )


def scanned(name: str) -> DocumentError:
    """Pages that are pictures."""
    return DocumentError(
        f"“{name}”是扫描件，页面上没有可以读取的文字。",
        "请先做文字识别(OCR)，保存为带文字的 PDF 或 .docx 后再导入。",
    )


def garbled(name: str) -> DocumentError:
    """A PDF whose fonts do not say which characters they show."""
    return DocumentError(
        f"“{name}”的字体缺少文字对照信息，读出来是乱码。",
        "请用原文件重新导出 PDF(嵌入字体)，或先做文字识别(OCR)后再导入。",
    )


def unknown_encoding(name: str) -> DocumentError:
    """Text in no encoding we can tell."""
    return DocumentError(
        f"无法确定“{name}”的文字编码。", "请用记事本打开，另存为 UTF-8 编码后再导入。"
    )


def not_text(name: str) -> DocumentError:
    """Binary data under the name of a text file."""
    return DocumentError(
        f"“{name}”不是文本文件，里面是二进制数据。",
        f"请检查扩展名是否正确；{_CONVERT}",
    )
