"""Reads an exported plan back as Beike reads any lesson plan."""

from indexing.kinds import records_of, understand
from indexing.readers import read


def document_of(data, folder, name):
    """The document that a file of these bytes is understood as."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return understand(read(path), name, "0" * 64)


def plan_of(data, folder, name):
    """The record of the lesson plan in a file of these bytes."""
    return records_of(document_of(data, folder, name)).lesson_plan


def texts(parts):
    """Labelled parts of a record as a dictionary of their texts."""
    return {part.name: [value.text for value in part.text] for part in parts}
