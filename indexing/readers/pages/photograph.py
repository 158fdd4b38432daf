"""Photographs and scans of pages (.jpg, .png): one picture, one page."""

from __future__ import annotations

from indexing.limits import USUAL, Limits
from indexing.readers.blocks import RawDocument
from indexing.readers.bounds import Bounds
from indexing.readers.pages.recognition import picture, recognised


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a picture of a page.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the extra for text recognition is missing, the picture is damaged or too
            large, or there is no text on it.
    """
    pictures = (picture(data, name) for _ in range(1))
    return recognised(pictures, 1, name, "图片", Bounds(name, limits))
