"""Questions about other documents: how many of them are refused.

Questions set on documents of one trade are asked of documents of another, which cannot answer
them. That makes unanswerable questions by the hundred, without anybody writing one; what a question
shares with the documents is only how teachers ask. A few general ones (请假找谁批) do find an
answer, so that the best share is somewhat below 1.

Run ``python -m eval.foreign --corpus DIR --gold FILE [FILE ...]``. Nothing is gated here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from eval.gold_file import load_gold
from eval.measuring import index_folder
from indexing.errors import BeikeError
from indexing.pipeline import build_index
from rag.assistant import Assistant
from rag.factory import make_encoder
from rag.settings import load_settings


def foreign_questions(gold: Iterable[Path]) -> list[str]:
    """Return the questions of gold files that their own documents answer, follow-ups left out.

    Raises:
        BeikeError: a file cannot be read.
    """
    return [
        question.question
        for path in gold
        for question in load_gold(path).questions
        if question.answerable and not question.history
    ]


def answered(questions: Iterable[str], ask: Callable[[str], str]) -> list[str]:
    """Return those of the questions that were answered.

    Args:
        questions: what is asked.
        ask: asks it and returns the status of the answer.
    """
    return [question for question in questions if ask(question) == "answered"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the share that was refused, and what was answered; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    given = parser.parse_args(arguments)
    settings = load_settings({"corpus": given.corpus})
    settings = settings.model_copy(update={"index": index_folder(settings)})
    encoder = make_encoder(settings)
    try:
        build_index(settings.corpus, settings.index, settings.for_index(), encoder=encoder)
        questions = foreign_questions(given.gold)
        assistant = Assistant(settings, encoder)
        try:
            found = answered(questions, lambda question: assistant.ask(question).status)
        finally:
            assistant.close()
    except BeikeError as error:
        print(f"{error.message}{error.hint}", file=sys.stderr)
        return 1
    refused = len(questions) - len(found)
    print(f"refused {refused} of {len(questions)} ({refused / max(len(questions), 1):.0%})")
    print("\n".join(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
