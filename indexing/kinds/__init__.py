"""What each kind of document is: how its structure is parsed, and what records it holds.

:func:`understand` makes a document of what a reader returned, :func:`records_of` its records. One
folder a kind, over the outline and what they share; every kind has a parser and all but the
generic one records.
"""

from indexing.kinds.extracting import Records, records_of, to_json
from indexing.kinds.shared.outline import Outline
from indexing.kinds.understanding import understand

__all__ = ["Outline", "Records", "records_of", "to_json", "understand"]
