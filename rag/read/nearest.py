"""What reads where the network's file is missing: nothing is judged, the nearest units are told.

The order of retrieval stands, every question is answered, and of the best passage those units are
told that are nearest to the question in meaning. It is a way to go on, not a good reader.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.read.network import Calibration, Read
from rag.retrieve.searches import QueryEncoder

#: Cosines of the built-in embedder lie within a tenth of each other: this much is a logit.
_STEP = 0.02
#: Units of the best passage are told, those of others stand far behind.
_ELSEWHERE = 10.0


class NearestUnits:
    """Reads by the vectors of single units.

    Args:
        encoder: embeds the question and each unit of the best passage.
    """

    calibration = Calibration(relevance=0.0, unit=-1.0)

    def __init__(self, encoder: QueryEncoder) -> None:
        self._encoder = encoder

    def read(self, passages: Sequence[tuple[str, str, Sequence[str]]]) -> list[Read]:
        """See :meth:`rag.read.network.Network.read`; the first of a question is taken for the best.

        Raises:
            ModelError: the embedding model is missing.
        """
        out, seen = list[Read](), set[str]()
        for question, _, units in passages:
            first = question not in seen
            seen.add(question)
            if not (first and units):
                out.append(Read(0.0, (-_ELSEWHERE,) * len(units)))
                continue
            asked = self._encoder.encode_query(question).vector
            near = [float(np.dot(asked, self._encoder.encode_query(u).vector)) for u in units]
            out.append(Read(0.0, tuple((n - max(near)) / _STEP for n in near)))
        return out
