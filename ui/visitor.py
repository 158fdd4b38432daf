"""Who is looking at a page; found out by :mod:`rag.api.guards` before a page hears of it."""

from __future__ import annotations

import gradio as gr

from rag.store.records import LOCAL, User


def visitor(request: gr.Request) -> User:
    """Return the user of a page's request."""
    user = request.state.user
    assert isinstance(user, User)  # nobody else gets this far
    return user


def session_of(request: gr.Request) -> str:
    """Return what tells one open page from another."""
    return str(request.session_hash)


def asked_for(request: gr.Request, name: str) -> str:
    """Return what a page's address asks for by ``name``, empty where it does not."""
    return str(dict(request.query_params).get(name, ""))


def is_local(user: User) -> bool:
    """Tell whether this is the one user of a service without accounts."""
    return user.id == LOCAL
