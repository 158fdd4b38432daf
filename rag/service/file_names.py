"""What an uploaded file and its folder are called in the corpus."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from indexing.archives import SUFFIX
from indexing.errors import DocumentError
from indexing.readers import SUPPORTED
from indexing.readers.problems import Foreign, unsupported

#: Suffixes, lower case, of the files that can be uploaded; an archive is read as a folder.
UPLOADABLE = SUPPORTED | {SUFFIX}
#: Folder inside the corpus for documents of single users; below it a folder for each.
PRIVATE = "个人资料"
#: Most folders one in the other.
DEEPEST = 5
#: Most bytes of a name; file systems take 255, and a suffix is put on while it is written.
LONGEST = 200
_FORBIDDEN = re.compile(r'[<>:"|?*]')
#: Left out when a corpus is listed, so they would never answer.
_PASSED_OVER = {"sources.md", "readme.md"}
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_name(sent: str) -> str:
    """Return the name under which a file is kept, from the one that was sent with it.

    Folders in it and characters that some file system refuses are dropped; the words stay.

    Raises:
        DocumentError: nothing usable is left, the name is too long, or no reader takes the type.
    """
    name = _cleaned(sent.replace("\\", "/").rpartition("/")[2])
    stem, suffix = PurePosixPath(name).stem.strip(" ."), PurePosixPath(name).suffix.lower()
    if suffix not in UPLOADABLE and Foreign.of(name) is not Foreign.UNKNOWN:
        raise unsupported(name[:60], Foreign.of(name))
    if suffix not in UPLOADABLE:
        raise DocumentError(
            f"不支持这种文件：{name[:60] or '没有文件名'}。",
            f"可以上传 {' '.join(sorted(UPLOADABLE))}。",
        )
    name = f"{stem}{suffix}"
    if stem.startswith("~$") or not stem or name.lower() in _PASSED_OVER or _RESERVED.match(name):
        raise DocumentError(f"文件名 {name} 不能用。", "请换一个文件名再上传。")
    if len(name.encode()) > LONGEST:
        raise DocumentError("文件名太长。", f"请缩短到 {LONGEST // 3} 个汉字以内。")
    return name


def new_name(sent: str, old: str) -> str:
    """Return the name that a file gets in place of ``old``; it keeps its suffix, said or not.

    Raises:
        DocumentError: see :func:`safe_name`.
    """
    suffix = PurePosixPath(old).suffix
    return safe_name(sent if sent.strip().lower().endswith(suffix.lower()) else f"{sent}{suffix}")


def safe_folder(sent: str) -> str:
    """Return the folder in which a document is kept, from what was sent; empty for none.

    Raises:
        DocumentError: a part of it is no name, is too long, or they are too many.
    """
    parts = [part for part in sent.replace("\\", "/").split("/") if part.strip()]
    names = [_cleaned(part) for part in parts]
    for part, name in zip(parts, names, strict=True):
        if not name or _RESERVED.match(name) or len(name.encode()) > LONGEST:
            raise DocumentError(f"文件夹名“{part[:60]}”不能用。", "请换一个名称。")
    if names and names[0] == PRIVATE:
        raise DocumentError(f"文件夹“{PRIVATE}”由程序使用。", "请换一个名称。")
    if len(names) > DEEPEST:
        raise DocumentError("文件夹的层数太多。", f"最多 {DEEPEST} 层。")
    return "/".join(names)


def _cleaned(sent: str) -> str:
    """Return a name without what some file system refuses, or would hide."""
    normal = unicodedata.normalize("NFC", sent)
    seen = "".join(char for char in normal if unicodedata.category(char)[0] != "C")
    return _FORBIDDEN.sub("", seen).strip(" .")


def corpus_path(name: str, owner_id: str | None) -> str:
    """Return the path inside the corpus for a file of a user, or of the school for ``None``."""
    return name if owner_id is None else f"{private_folder(owner_id)}/{name}"


def private_folder(owner_id: str) -> str:
    """Return the folder of a user's own documents."""
    return f"{PRIVATE}/{owner_id}"


def owner_of(path: str) -> str | None:
    """Return the id of the user whose own document is at a path, ``None`` for the school's."""
    folder, _, rest = path.partition("/")
    return rest.partition("/")[0] if folder == PRIVATE and "/" in rest else None


def folder_of(path: str) -> str:
    """Return the folder of a document below that of all of its owner's; empty for none."""
    owner = owner_of(path)
    inside = path if owner is None else path.removeprefix(f"{private_folder(owner)}/")
    return inside.rpartition("/")[0]


def is_private_to_others(path: str, user_id: str) -> bool:
    """Tell from a path alone whether a document belongs to somebody else.

    It does so also when its row is gone, as after an account was deleted, and the index is not yet
    brought up to date.
    """
    return path.startswith(f"{PRIVATE}/") and not path.startswith(f"{PRIVATE}/{user_id}/")
