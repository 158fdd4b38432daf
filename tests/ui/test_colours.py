"""The colours of the pages: readable in both schemes, and the same before signing in."""

from __future__ import annotations

import re
from importlib import resources

import pytest

NAMES = re.compile(r"--bk-([a-z-]+): (#[0-9a-f]{6})")
#: Text on what it stands on.
PAIRS = [
    *[(text, ground) for text in ("ink", "dim", "accent") for ground in ("paper", "card", "soft")],
    *[("ink", "tint"), ("accent", "tint"), ("accent-deep", "paper")],
    *[("on-accent", "accent"), ("on-accent", "accent-deep")],
    *[("warn", "warn-bg"), ("dim", "warn-bg"), ("mark-ink", "mark")],
    *[("plot-one", "paper"), ("plot-two", "paper")],
]


def schemes(text: str) -> list[dict[str, str]]:
    """Return the colours by name, light and dark; what dark does not name is as in light."""
    blocks = [dict(NAMES.findall(block)) for block in text.split("}")[:2]]
    return [blocks[0], {**blocks[0], **blocks[1]}]


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio as WCAG 2.2 defines it, between 1 and 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


STYLE = schemes(resources.files("ui").joinpath("style.css").read_text("utf-8"))
LOGIN = schemes(
    resources.files("rag.api").joinpath("login.html").read_text("utf-8").split("*/", 1)[1]
)


def test_the_measure_knows_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(scheme, text, ground) -> None:
    assert contrast(STYLE[scheme][text], STYLE[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card", "soft", "tint"])
def test_where_one_types_and_chooses_can_be_seen(scheme, ground) -> None:
    assert contrast(STYLE[scheme]["edge"], STYLE[scheme][ground]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_page_for_signing_in_has_the_colours_of_the_others(scheme) -> None:
    assert LOGIN[scheme]["paper"] and LOGIN[scheme]["accent"]
    assert LOGIN[scheme].items() <= STYLE[scheme].items()
