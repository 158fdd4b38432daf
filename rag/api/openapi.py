"""The OpenAPI document: what FastAPI cannot know is filled in here.

Types that other packages share (a plan, an offer) carry no descriptions of their own: those are in
``descriptions.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi


def install(app: FastAPI) -> None:
    """Make ``app`` serve the completed document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            spec = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes
            )
            _describe(spec)
            _drop_unused_errors(spec)
            app.openapi_schema = spec
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


@cache
def _descriptions() -> dict[str, dict[str, list[Any]]]:
    text = resources.files("rag.api").joinpath("descriptions.toml").read_text("utf-8")
    return tomllib.loads(text)


def _describe(spec: dict[str, Any]) -> None:
    shared = _descriptions()["*"]
    for name, schema in spec["components"]["schemas"].items():
        # Taken from docstrings, which are for programmers; the fields say everything.
        schema.pop("description", None)
        # A type that is both taken and sent has two schemas, "…-Input" and "…-Output".
        own = _descriptions().get(name.partition("-")[0], {})
        for field, told in schema.get("properties", {}).items():
            description, *example = own.get(field) or shared.get(field) or [""]
            if description:
                told.setdefault("description", description)
            if example and example[0] != "":
                told.setdefault("examples", example)
    for operations in spec["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                if response["description"] == "Successful Response":
                    response["description"] = "成功"


def _drop_unused_errors(spec: dict[str, Any]) -> None:
    """Take out FastAPI's own shape of a validation error, which this service never sends."""
    for operations in spec["paths"].values():
        for operation in operations.values():
            refused = operation["responses"].get("422", {}).get("content", {})
            schema = refused.get("application/json", {}).get("schema", {})
            if schema.get("$ref", "").endswith("/HTTPValidationError"):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        spec["components"]["schemas"].pop(name, None)
