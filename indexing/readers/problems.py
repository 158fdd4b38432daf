"""Everything a teacher can be told about a file that cannot be read, in one place.

Each function returns (never raises) a :class:`DocumentError` whose message names the file and
whose hint is the remedy. When one applies is decided by the readers, not here.
"""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath

from indexing.errors import DocumentError

_CONVERT = "请转换成 .docx、.pdf、.txt、.md 或 .html 后再导入。"
_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 后再导入。"
_COPY_TABLE = "请把要用的表格复制到 Word 或 WPS 文字里，存成 .docx 后再导入。"
_PRINT = "请用原程序打开，输出为 PDF，或把文字复制到 Word 里存成 .docx 后再导入。"
_RECOGNISE = "请先做文字识别(OCR)，把文字存成 .docx 或 .txt 后再导入。"


def missing(name: str) -> DocumentError:
    """No file of that name."""
    return DocumentError(f"找不到文件“{name}”。", "请检查文件名和所在文件夹。")


def not_a_file(name: str) -> DocumentError:
    """A folder, a device, a pipe."""
    return DocumentError(f"“{name}”不是文件。", "请选择文件夹里的某一个文件。")


def closed_folder(name: str) -> DocumentError:
    """A folder of the corpus whose files cannot be listed."""
    return DocumentError(
        f"文件夹“{name}”打不开，里面的文件没有收入。", "请检查这个文件夹的权限后重试。"
    )


def unreadable(name: str) -> DocumentError:
    """The system refuses to open the file."""
    return DocumentError(
        f"无法打开文件“{name}”，没有读取权限或文件被占用。",
        "请检查文件权限，关闭正在使用它的程序后重试。",
    )


def empty(name: str) -> DocumentError:
    """No bytes, or nothing but white space."""
    return DocumentError(f"文件“{name}”是空的，没有任何文字。", "请检查是否选错了文件。")


class Foreign(Enum):
    """A type there is no reader for: what it is called, and how to have its text all the same."""

    DOC = ("旧版 Word 文档(.doc)", _SAVE_AS)
    WPS = ("WPS 文字文档(.wps)", _SAVE_AS)
    RTF = ("RTF 文档", _SAVE_AS)
    ODT = ("OpenDocument 文件", _SAVE_AS)
    XLS = ("旧版 Excel 表格(.xls)", _COPY_TABLE)
    XLSX = ("Excel 表格(.xlsx)", _COPY_TABLE)
    ET = ("WPS 表格(.et)", _COPY_TABLE)
    PPT = ("旧版 PowerPoint 演示文稿(.ppt)", _PRINT)
    PPTX = ("PowerPoint 演示文稿(.pptx)", _PRINT)
    DPS = ("WPS 演示文稿(.dps)", _PRINT)
    EPUB = ("EPUB 电子书", _CONVERT)
    PICTURE = ("图片", _RECOGNISE)
    ARCHIVE = ("压缩包", "请先解压，再导入里面的 .docx、.pdf 等文件。")
    UNKNOWN = ("这种类型的文件", _CONVERT)

    @staticmethod
    def of(name: str) -> Foreign:
        """Return the type that the suffix of a file's name stands for."""
        return FOREIGN.get(PurePath(name).suffix.lower(), Foreign.UNKNOWN)


#: The types that are known by their suffix.
FOREIGN = {
    ".doc": Foreign.DOC,
    ".wps": Foreign.WPS,
    ".rtf": Foreign.RTF,
    ".odt": Foreign.ODT,
    ".xls": Foreign.XLS,
    ".xlsx": Foreign.XLSX,
    ".et": Foreign.ET,
    ".ppt": Foreign.PPT,
    ".pptx": Foreign.PPTX,
    ".dps": Foreign.DPS,
    ".epub": Foreign.EPUB,
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif"), Foreign.PICTURE),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz"), Foreign.ARCHIVE),
}


def unsupported(name: str, kind: Foreign | None = None) -> DocumentError:
    """A type there is no reader for, with the cure; also for a page, before a file is sent.

    Args:
        name: the file's name.
        kind: what its content says it is; ``None`` where only the suffix tells.
    """
    what, cure = (kind or Foreign.of(name)).value
    return DocumentError(f"不支持“{name}”：无法直接读取{what}。", cure)


def pictures_only(name: str) -> DocumentError:
    """A Word file of pictures, such as photographed pages."""
    return DocumentError(f"“{name}”里只有图片，没有可以读取的文字。", _RECOGNISE)


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


def too_large(name: str, megabytes: int) -> DocumentError:
    """A file of more bytes than are read."""
    return DocumentError(
        f"“{name}”太大，超过 {megabytes} MB，没有读取。", "请删去其中的大图片或拆成几个文件。"
    )


def too_much(name: str, most: int, unit: str) -> DocumentError:
    """A file that holds more than ``most`` of something, named by ``unit``."""
    return DocumentError(
        f"“{name}”内容过多，超过 {most:,} {unit}，没有读取。",
        "请拆成几个文件；如果它是数据或程序导出的清单，就不用导入。",
    )


def bomb(name: str) -> DocumentError:
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
