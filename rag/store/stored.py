"""Answers and plans as the JSON that is stored, and back.

A field added with a default is read from older rows as that default; an unknown one is passed
over where the type is a dataclass.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from rag.drafting.plan import Plan
from rag.types import Answer


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer with all it rests on, as values that JSON knows."""
    value: dict[str, Any] = _answers().dump_python(answer, mode="json")
    return value


def answer_from_json(value: dict[str, Any]) -> Answer:
    """Return the answer that was stored."""
    return _answers().validate_python(value)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as values that JSON knows."""
    value: dict[str, Any] = _plans().dump_python(plan, mode="json")
    return value


def plan_from_json(value: dict[str, Any]) -> Plan:
    """Return the plan that was stored."""
    return _plans().validate_python(value)
