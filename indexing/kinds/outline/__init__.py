"""One outline for every format: which lines are headings, how deep, and what a document is called.

Readers say how a line looks and what their format marks; :func:`with_headings` makes of that, of
numbers and of positions the levels that the parsers of all kinds rest on.
"""

from indexing.kinds.outline.contents import without_contents
from indexing.kinds.outline.headings import shift_of, with_headings
from indexing.kinds.outline.numbering import mark_of
from indexing.kinds.outline.title import best_title

__all__ = ["best_title", "mark_of", "shift_of", "with_headings", "without_contents"]
