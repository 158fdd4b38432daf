"""What the chat page says of its scope: chips over the question, choices, the part of its address.

A scope on a page is a tuple of places (:meth:`rag.ask.scope.Scope.places`): paths of documents, and
of folders with a slash at the end. In an address they stand in ``in``, a line each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import gradio as gr
from markupsafe import Markup

from indexing.errors import BeikeError
from rag.api.routing import AssistantPort
from rag.ask.scope import called, folders
from rag.service.file_names import PRIVATE, folder_of
from rag.store.conversations import folded_words
from rag.types import DocumentInfo
from ui.keeping import Talk
from ui.markup import render

#: Places, see the module.
Places = tuple[str, ...]
#: Choices listed at once; others are found by searching.
_LISTED = 60
_PARAMETER = "in"


@dataclass(frozen=True, slots=True)
class Choice:
    """A document or folder that can be chosen; ``note`` tells it from others of its name."""

    place: str
    label: str
    note: str = ""
    missing: bool = False


def places_asked(request: gr.Request) -> Places | None:
    """Return the scope that a page's address asks for, ``None`` where it says nothing of it."""
    asked = dict(request.query_params).get(_PARAMETER)
    return None if asked is None else tuple(place for place in asked.split("\n") if place)


def places_of(talk: Talk) -> Places:
    """Return the scope of the last answer of a conversation."""
    answers = [e.answer for e in talk.exchanges if e.answer is not None]
    return answers[-1].scope if answers else ()


def query_of(talk: Talk, scope: Places) -> str:
    """Return the query of the address at which a conversation is found again with its scope."""
    asked = {"c": talk.id} if talk.id else {}
    if {*scope} != {*places_of(talk)}:  # else opening the conversation finds it
        asked[_PARAMETER] = "\n".join(scope)
    return f"?{urlencode(asked)}" if asked else ""


def documents_of(assistant: AssistantPort) -> Sequence[DocumentInfo]:
    """Return the documents that can be chosen; none where there is no index."""
    try:
        return assistant.documents()
    except BeikeError:
        return ()


def chips_html(documents: Sequence[DocumentInfo], scope: Places, query: str) -> Markup:
    """Return the chosen places as chips, the button that opens the choices, and the address."""
    known = {choice.place: choice for choice in _choices(documents)}
    chosen = [known.get(place) or Choice(place, called(place), missing=True) for place in scope]
    return render("scope", "chips", chosen, bool(documents)) + render("shell", "address", query)


def choices_html(documents: Sequence[DocumentInfo], scope: Places, search: str) -> Markup:
    """Return the places that have all words of a search; the chosen ones are ticked."""
    words = folded_words(search).split()
    found = [
        choice
        for choice in _choices(documents)
        if all(word in folded_words(f"{choice.label} {choice.note}") for word in words)
    ]
    return render("scope", "choices", found[:_LISTED], scope, len(found) - _LISTED)


def toggled(scope: Places, place: str) -> Places:
    """Return a scope with a place more, or without it where it is in."""
    return tuple(one for one in scope if one != place) if place in scope else (*scope, place)


def _choices(documents: Sequence[DocumentInfo]) -> list[Choice]:
    """Return the folders, then the documents, each by path."""
    paths = [document.path for document in documents]
    found = []
    for folder in folders(paths):
        inside = folder_of(f"{folder}/x")
        if inside or folder == PRIVATE:  # a user's own folder below that is named by a number
            count = sum(path.startswith(f"{folder}/") for path in paths)
            found.append(Choice(f"{folder}/", inside or folder, f"文件夹，{count} 份"))
    for document in documents:
        name = document.path.rpartition("/")[2]
        inside = folder_of(document.path)
        note = f"{inside}/{name}" if inside else name
        found.append(Choice(document.path, document.title, note))
    return found
