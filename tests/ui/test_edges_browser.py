"""Where one types and chooses stands out from what is around it, on the pages as painted."""

from __future__ import annotations

import re

import pytest
from browsing import drafted
from test_colours import contrast

#: A page, what is there once it is ready, and how many boxes it has at least.
PAGES = [("/", ".bk-welcome", 2), ("/draft", "#bk-form", 10), ("/settings", "#bk-save", 9)]
#: Of every visible box what it is, its border, what is in it and around it, and the border's width.
_EDGES = """() => {
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.endsWith(', 0)')) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const boxes = [];
  for (const field of document.querySelectorAll('input, textarea, select')) {
    if (['checkbox', 'radio', 'file'].includes(field.type)) continue;
    const box = field.closest('.wrap:has(> .wrap-inner)') || field;  // a drop-down's is around it
    if (!box.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(box);
    boxes.push([field.outerHTML.slice(0, 90), style.borderTopColor, ground(box),
                ground(box.parentElement), parseFloat(style.borderTopWidth)]);
  }
  return boxes;
}"""


def hexadecimal(colour: str) -> str:
    parts = [float(part) for part in re.findall(r"[\d.]+", colour)]
    assert len(parts) == 3, colour
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def check(page, least: int) -> None:
    page.wait_for_function(f"({_EDGES})().length >= {least}")
    page.evaluate("document.activeElement.blur()")  # its border would be another
    for name, edge, inside, around, width in page.evaluate(_EDGES):
        assert width >= 1, name
        for ground in (inside, around):
            assert contrast(hexadecimal(edge), hexadecimal(ground)) >= 3, (name, edge, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_can_be_seen_in_both_schemes(visiting, staged, scheme) -> None:
    for path, ready, least in PAGES:
        seen = visiting(staged.url, path, ready, color_scheme=scheme)
        check(seen.page, least)
        seen.check()


def test_the_boxes_of_a_draft_can_be_seen(visiting, school) -> None:
    page = drafted(visiting, school).page
    page.locator(".bk-section [data-act=edit]").first.click()
    page.locator("#bk-text textarea").wait_for()
    check(page, 1)
