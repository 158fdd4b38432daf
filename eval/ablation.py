"""What each stage is worth: the figures with one stage left out at a time, as a table.

Run ``python -m eval.ablation --corpus DIR --gold FILE``. Nothing is tuned here and nothing gated;
the index is built once, because no stage of the ranking has a part in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, median

from eval.gold_file import Gold, load_gold
from eval.measured_corpus import MeasuredCorpus
from eval.measuring import index_folder, measure_subject
from eval.records import LANES
from eval.remembering import RememberingEncoder
from eval.scoring import Scored
from indexing.errors import BeikeError
from indexing.index import open_index
from indexing.pipeline import build_index
from rag.assistant import Assistant
from rag.factory import make_encoder
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings, load_settings
from rag.types import Turn

#: A stage, and the settings that leave it out.
STAGES: Mapping[str, Mapping[str, object]] = {
    "meaning, both": {"dense_weight": 0.0},
    "meaning, word by word": {"late_weight": 0.0},
    "headings named": {"heading_weight": 0.0},
    "documents named": {"document_weight": 0.0},
    "fact sheets": {"sheet_weight": 0.0},
    "names misspelt or short": {"skip": ("spelling",)},
    "parts of a question": {"skip": ("parts",)},
    "sides of a comparison": {"skip": ("sides",)},
}
_COLUMNS = ("full.recall@5", "full.recall@10", "full.mrr", "passed")


class _NoLanes:
    """Stands for the lanes, which no stage changes."""

    def search(
        self, question: str, k: int, history: Sequence[Turn] = ()
    ) -> dict[str, tuple[str, ...]]:
        return {lane: () for lane in LANES if lane != "full"}


def ablate(settings: Settings, gold: Gold) -> dict[str, list[Scored]]:
    """Return the scored questions with everything (``""``) and without each stage.

    Raises:
        BeikeError: the corpus cannot be indexed, or the gold file does not fit it.
    """
    encoder: QueryEncoder = RememberingEncoder(make_encoder(settings))
    out: dict[str, list[Scored]] = {}
    with open_index(settings.index) as index, tempfile.TemporaryDirectory() as folder:
        corpus = MeasuredCorpus(index)
        for name, changes in {"": {}, **STAGES}.items():
            without = settings.model_copy(update=dict(changes))
            assistant = Assistant(without, encoder)
            try:
                out[name] = measure_subject(
                    assistant, _NoLanes(), corpus, gold, without, Path(folder)
                )
            finally:
                assistant.close()
    return out


def table(found: Mapping[str, Sequence[Scored]]) -> str:
    """Return a Markdown table: the figures with everything, then what each stage adds to them."""
    whole = _figures(found[""])
    lines = [
        "| stage | recall@5 | recall@10 | MRR | answered right | ms |",
        "|---|---|---|---|---|---|",
        f"| everything | {' | '.join(f'{v:.3f}' for v in whole[:-1])} | {whole[-1]:.0f} |",
    ]
    for name, scored in found.items():
        if name:
            gains = [w - v for w, v in zip(whole, _figures(scored), strict=True)]
            told = " | ".join(f"{gain:+.3f}" for gain in gains[:-1])
            lines.append(f"| {name} | {told} | {gains[-1]:+.0f} |")
    return "\n".join(lines)


def _figures(scored: Sequence[Scored]) -> list[float]:
    """Return the means of the columns and the median milliseconds of a question."""
    means = []
    for column in _COLUMNS:
        values = [row.scores.get(column) for row in scored]
        means.append(fmean(value for value in values if value is not None))
    return [*means, median(sum(row.outcome.timings_ms.values()) for row in scored)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    given = parser.parse_args(arguments)
    settings = load_settings({"corpus": given.corpus})
    settings = settings.model_copy(update={"index": index_folder(settings)})
    try:
        build_index(
            settings.corpus, settings.index, settings.for_index(), encoder=make_encoder(settings)
        )
        print(table(ablate(settings, load_gold(given.gold))))
    except BeikeError as error:
        print(f"{error.message}{error.hint}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
