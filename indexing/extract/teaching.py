"""Teaching requirements of a course (教学实施建议): teachers, organisation, resources, rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.extract.figures import GroupSize, group_size
from indexing.extract.outline import Outline
from indexing.extract.values import Part
from indexing.records import Section
from indexing.structure.vocabulary import label, vocabulary

_KEYS = ("teachers", "organisation", "resources", "management")


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a course asks of its teaching; a part the standard leaves out is ``None``."""

    teachers: Part | None
    organisation: Part | None
    resources: Part | None
    management: Part | None
    group_size: GroupSize | None


def teaching(outline: Outline, section: Section) -> Teaching:
    """Return the requirements that the headings under ``section`` name."""
    words = vocabulary()["teaching"]
    parts: dict[str, Part] = {}
    for child in outline.children(section.id):
        name = re.sub("[建议要求]{2}$", "", label(child.heading))
        key = next((k for k in _KEYS if any(word in name for word in words[k])), None)
        if key is not None and key not in parts:
            parts[key] = outline.part(child)
    organisation = parts.get("organisation")
    return Teaching(
        parts.get("teachers"),
        organisation,
        parts.get("resources"),
        parts.get("management"),
        group_size(outline, organisation.text) if organisation else None,
    )
