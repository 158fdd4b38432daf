"""File names that cannot be shown or stored as they are, and the readable ones used in their place.

A ZIP file made on a Chinese Windows and unpacked elsewhere leaves names in GB18030 or Big5, which
are not valid text here; a name may also hold line breaks or other control characters. Such a file
goes by a readable name everywhere in the index, and only :func:`on_disk` leads back to it. An
ordinary name is its own readable name.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from indexing.readers.encoding import likely_text

#: Categories of characters that no name may show: controls, lone surrogates.
_UNSHOWN = frozenset({"Cc", "Cs"})
#: Marks that turn the direction of what follows, and the separators that break lines.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\u2028\u2029")


def readable_names(names: Iterable[str]) -> dict[str, str]:
    """Return the entries of one folder: readable name to name on disk, no two names alike.

    Args:
        names: the names as the system gives them.
    """
    names = list(names)
    found = {name: name for name in names if _is_readable(name)}
    for name in sorted(set(names) - set(found), key=os.fsencode):
        shown = readable_name(name)
        if shown in found:
            shown = _escaped(name)
        while shown in found:  # an ordinary name may look escaped
            shown += "_"
        found[shown] = name
    return found


def readable_name(name: str) -> str:
    """Return a name, or a whole path, as it can be printed and stored: what is odd as ``%0A``."""
    if _is_readable(name):
        return name
    if "/" in name:  # the parts of a path need not be in the same encoding
        return "/".join(map(readable_name, name.split("/")))
    try:
        name.encode()
        text = name
    except UnicodeEncodeError:
        text = likely_text(os.fsencode(name)) or _escaped(name)
    return "".join(char if _is_shown(char) else _percent(char) for char in text)


def on_disk(corpus: Path, path: str) -> Path:
    """Return where the file lies that goes by ``path`` in the index; it need not be there.

    Args:
        corpus: the corpus folder.
        path: path inside it, with forward slashes, of readable names.
    """
    here = corpus
    for part in PurePosixPath(path).parts:
        here = here / (part if os.path.lexists(here / part) else _odd_entries(here).get(part, part))
    return here


def _odd_entries(folder: Path) -> dict[str, str]:
    try:
        return readable_names(os.listdir(folder))  # noqa: PTH208 - names, not paths
    except OSError:
        return {}


def _is_readable(name: str) -> bool:
    return all(map(_is_shown, name))


def _is_shown(char: str) -> bool:
    odd = char in _TURNING or char in _BREAKS
    return not odd and unicodedata.category(char) not in _UNSHOWN


def _escaped(name: str) -> str:
    """Return every byte that is not plain ASCII as ``%B2``; two odd names never give the same."""
    return "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte != ord("%") else f"%{byte:02X}"
        for byte in os.fsencode(name)
    )


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
