"""What reads without the network's files: of the best passage what is nearest is told."""

import numpy as np
import pytest
from readers_by_hand import candidates, found, read

from indexing.embedding.encoding import without_tokens
from rag.answer.composing import compose
from rag.read.nearest import NearestUnits
from rag.retrieve.hits import Hits


class Angles:
    """Embeds a text as an angle in degrees: the first number in it."""

    def encode_query(self, text):
        angle = np.radians(float("".join(letter for letter in text if letter.isdigit())))
        return without_tokens(np.array([np.cos(angle), np.sin(angle)], np.float32))


def test_the_nearest_unit_of_the_best_passage_is_surest_and_2_hundredths_are_a_logit():
    (first, second) = NearestUnits(Angles()).read(
        [("问0", "头", ["甲60", "乙0", "丙90"]), ("问0", "", ["甲0", "乙0"])]
    )
    # cosines of 1/2, 1 and 0
    assert first.units == pytest.approx((-25.0, 0.0, -50.0), abs=1e-3)
    assert second.units == (-10.0, -10.0)
    assert first.relevance == second.relevance == 0.0


def test_each_question_has_a_best_passage():
    given = [("问0", "", ["甲0"]), ("问90", "", ["甲0", "乙90"]), ("问0", "", ["甲0"])]
    found = NearestUnits(Angles()).read(given)
    assert [read.units[-1] for read in found] == pytest.approx([0.0, 0.0, -10.0])


def test_nothing_to_read_and_a_passage_without_units():
    assert NearestUnits(Angles()).read([]) == []
    (read,) = NearestUnits(Angles()).read([("问0", "头", [])])
    assert (read.relevance, read.units) == (0.0, ())


def test_retrieval_ranks_and_every_question_and_part_is_answered_from_its_best_place():
    places = [found(0, 3.0, "锯片80天磨。锯片10天擦。"), found(1, 2.0, "刨刀0天磨。刨刀70天换。")]
    whole = candidates("锯片0？", *places)
    reading = read(whole, NearestUnits(Angles()))
    assert [passage.chunk_id for passage in reading.passages] == ["c0", "c1"]
    assert compose(reading)[0] == "锯片10天擦。[1]"
    other = candidates("刨刀80？", found(1, 3.0, places[1].chunk.text), places[0])
    hits = Hits(candidates("锯片0？刨刀80？", *places), parts=(whole, other))
    assert compose(read(hits, NearestUnits(Angles())))[0] == "锯片10天擦。[1]\n刨刀70天换。[2]"
