"""Building blocks of every page: HTML that reports what is pressed in it, messages, times."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any, TypeVar

import gradio as gr
from markupsafe import Markup

from indexing.errors import BeikeError
from ui.markup import render

logger = logging.getLogger(__name__)
T = TypeVar("T")
F = TypeVar("F")

#: Component -> new value, as Gradio takes it from an event handler.
Updates = dict[Any, Any]

#: Of every event: nothing of it is offered as a function of the web service.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
#: Of what is pressed in HTML: pressing twice counts twice, one after the other.
PRESSED: dict[str, Any] = {**QUIET, "trigger_mode": "multiple", "concurrency_limit": 1}

# What stands in data-* attributes of the pressed element, and the fields of the form around it.
_REPORT = """
element.addEventListener('click', async (event) => {
  const pressed = event.target.closest('[data-act]');
  if (!pressed || !element.contains(pressed)) return;
  if (pressed.dataset.confirm && !(await window.beike.confirmed(pressed))) return;
  const told = {...pressed.dataset};
  if (pressed.type === 'checkbox') {
    told.checked = pressed.checked;
    event.preventDefault();  // it is ticked once that is kept
  }
  const form = pressed.closest('[data-form]');
  for (const field of form ? form.querySelectorAll('[name]') : []) {
    if (field.type === 'radio' ? field.checked : true) told[field.name] = field.value;
  }
  trigger('click', told);
});
"""


def html(value: str, elem_id: str, **more: Any) -> gr.HTML:  # noqa: ANN401
    """Place HTML that only shows something."""
    # js_on_load=None: Gradio would report every click on the text to the server.
    return gr.HTML(
        value, elem_id=elem_id, apply_default_css=False, js_on_load=None, container=False, **more
    )


def acting_html(value: str, elem_id: str, **more: Any) -> gr.HTML:  # noqa: ANN401
    """Place HTML whose ``click`` event tells what was pressed: a ``button`` of the templates."""
    return gr.HTML(
        value, elem_id=elem_id, apply_default_css=False, js_on_load=_REPORT, container=False, **more
    )


def pressed(event: gr.EventData) -> dict[str, Any]:
    """Return the attributes of what was pressed: ``act`` and whatever else it carries."""
    told = event._data
    return dict(told) if isinstance(told, Mapping) else {}


def asking_html(act: str, label: str, question: str, **data: str) -> Markup:
    """Return what has the page ask at once whether to do something, as its button would."""
    # Each question is a new one, also where its words are those of the one before.
    return render("parts", "asking", act, label, question, token_hex(8), data)


def problem_html(message: str, hint: str = "") -> Markup:
    """Return a message about something that did not work."""
    return render("parts", "problem", message, hint)


def done_html(message: str, more: Markup | str = "") -> Markup:
    """Return a message about something that worked, and HTML of what can be done then."""
    return render("parts", "done", message, more)


def attempted(work: Callable[[], T], failed: Callable[[Markup], F]) -> T | F:
    """Return what ``work`` returns, or ``failed`` of a message in HTML where it did not succeed."""
    try:
        return work()
    except BeikeError as error:
        return failed(problem_html(error.message, error.hint))
    except Exception:
        logger.exception("a page failed")
        return failed(problem_html("没有做成，是程序出了问题。", "请再试一次；详情见服务日志。"))
