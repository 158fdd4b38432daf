"""Everything a teacher can be told about a file that cannot be read, in one place.

Each function returns (never raises) a :class:`DocumentError` whose message names the file and
whose hint is the remedy. When one applies is decided by the readers, not here.
"""

from __future__ import annotations

import errno
from enum import Enum
from pathlib import PurePath

from indexing.errors import DocumentError
from indexing.extras import how_to_install

_CONVERT = "请转换成 .docx、.pdf、.txt、.md 或 .html 后再导入。"


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


def link_back(name: str) -> DocumentError:
    """A link to a folder that is read under another path, or that the link itself lies in."""
    return DocumentError(
        f"“{name}”是一个链接，指向的文件夹已经在读取范围内，没有重复读取。",
        "里面的文件不会少；不想再看到这一行，请删去这个链接。",
    )


def dead_link(name: str) -> DocumentError:
    """A link to a file that is not there."""
    return DocumentError(
        f"“{name}”是一个链接，它指向的文件已经不在了。", "请把原文件放回去，或删去这个链接。"
    )


#: Why the system refuses to open a file, and what to do; by the number of its error.
_REFUSALS = {
    errno.ELOOP: ("它是一个绕回自己的链接", "请删去这个链接，换成文件本身。"),
    errno.ENAMETOOLONG: ("它的路径太长", "请缩短文件名，或移到上层的文件夹后重试。"),
    errno.EIO: ("磁盘读取出错", "请检查磁盘或网络驱动器，或换一份备份。"),
}
_DENIED = ("没有读取权限或文件被占用", "请检查文件权限，关闭正在使用它的程序后重试。")


def unreadable(name: str, error: int | None = None) -> DocumentError:
    """The system refuses to open the file.

    Args:
        name: the file's name.
        error: number of the system's error, see :mod:`errno`.
    """
    why, cure = _REFUSALS.get(error or 0, _DENIED)
    return DocumentError(f"无法打开文件“{name}”，{why}。", cure)


def empty(name: str) -> DocumentError:
    """No bytes, or nothing but white space."""
    return DocumentError(f"文件“{name}”是空的，没有任何文字。", "请检查是否选错了文件。")


class Foreign(Enum):
    """A type there is no reader for: what it is called, and how to have its text all the same."""

    EPUB = ("EPUB 电子书", _CONVERT)
    PICTURE = ("这种图片", "请存成 .jpg 或 .png 后再导入。")
    ARCHIVE = ("压缩包", "请先解压，再导入里面的 .docx、.pdf 等文件。")
    UNKNOWN = ("这种类型的文件", _CONVERT)

    @staticmethod
    def of(name: str) -> Foreign:
        """Return the type that the suffix of a file's name stands for."""
        return FOREIGN.get(PurePath(name).suffix.lower(), Foreign.UNKNOWN)


#: The types that are known by their suffix.
FOREIGN = {
    ".epub": Foreign.EPUB,
    **dict.fromkeys((".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic"), Foreign.PICTURE),
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


def needs_office(name: str, what: str, suffix: str) -> DocumentError:
    """An old or open office file, and no LibreOffice to convert it.

    Args:
        name: the file's name.
        what: what it is.
        suffix: what it can be saved as, without the dot.
    """
    return DocumentError(
        f"“{name}”是{what}，要靠 LibreOffice 转换才能读，这台电脑上没有找到它。",
        f"请安装 LibreOffice（免费）后重新导入，或用 Word、WPS 打开，另存为 .{suffix}。",
    )


def not_converted(name: str, what: str, suffix: str) -> DocumentError:
    """LibreOffice made nothing of a file; arguments as for :func:`needs_office`."""
    return DocumentError(
        f"“{name}”（{what}）转换不了：文件可能已损坏、设有密码或太大，"
        "也可能是 LibreOffice 没有装全（要有 Writer 和 Impress）。",
        f"请用 Word、WPS 打开，另存为 .{suffix} 后再导入。",
    )


def only_pictures(name: str) -> DocumentError:
    """Slides of pictures: of decks the pictures are not recognised."""
    return DocumentError(
        f"“{name}”里只有图片，没有可以读取的文字。", "请用原程序打开，输出为 PDF 后再导入。"
    )


def needs_ocr(name: str, what: str) -> DocumentError:
    """Pages that are pictures, and the extra that recognises text is not installed.

    Args:
        name: the file's name.
        what: what it is.
    """
    return DocumentError(
        f"“{name}”是{what}，要做文字识别(OCR)才能读，这台电脑上没有装识别组件。",
        f"请运行 {how_to_install('ocr')}，再重新导入；或先做文字识别，存成 .docx 或 .txt。",
    )


def nothing_recognised(name: str) -> DocumentError:
    """Pictures on which no text was found."""
    return DocumentError(
        f"在“{name}”里没有识别出文字。", "请换一张清楚、端正的图片，或用原文件导入。"
    )


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


def no_archive(name: str) -> DocumentError:
    """An Office file under the name of an archive."""
    return DocumentError(
        f"“{name}”其实是 Office 文件，不是压缩包。",
        "请把扩展名改回 .docx、.pptx 或 .xlsx 后再导入。",
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
