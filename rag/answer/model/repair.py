"""Has a model mend what did not stand: all faulty sentences of an answer in one more request.

Whether what comes back stands is checked by the caller; here it is only asked for and read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts import prompt
from rag.answer.model.endpoint import Endpoint
from rag.answer.model.faults import Fault
from rag.answer.model.prompting import inert, numbered
from rag.answer.model.splitting import Part, Splitter
from rag.answer.model.thoughts import without_thoughts
from rag.errors import EndpointError
from rag.text.coverage import coverage
from rag.types import Passage

#: A sentence that cites nothing is shown with so many of the passages nearest to it.
_NEAREST = 2
_LINE = re.compile(r"^\s*(\d{1,2})[.．、)）]\s*(.+)$")
_GONE = re.compile(r"^\W*删\W*$")


def repaired(
    endpoint: Endpoint,
    faulty: Sequence[tuple[Part, Fault]],
    passages: Sequence[Passage],
    room: int,
    deadline: float,
) -> dict[Part, list[Part]]:
    """Return what the model writes instead of faulty parts; those it gives up are missing.

    An endpoint that fails mends nothing: what stood before stands without.

    Args:
        endpoint: the model.
        faulty: the parts and what is wrong with each.
        passages: what the model was shown; marks are 1-based positions here.
        room: most characters of the prompt; passages beyond it are left out.
        deadline: see :meth:`Endpoint.stream`.
    """
    lines = [
        f"{number}. {part.said}{''.join(f'[{n}]' for n in part.marks)}（{fault.value}）"
        for number, (part, fault) in enumerate(faulty, start=1)
    ]
    said = inert("\n".join(lines))
    left = room - len(prompt("answer_repair", evidence="", faulty=said))
    blocks: list[str] = []
    for n in dict.fromkeys(n for part, _ in faulty for n in _places(part, passages)):
        block = numbered(n, passages[n - 1])
        left -= len(block) + 2
        if left >= 0:
            blocks.append(block)
    if not blocks:
        return {}
    filled = prompt("answer_repair", evidence="\n\n".join(blocks), faulty=said)
    try:
        text = without_thoughts("".join(endpoint.stream(filled, deadline)))
    except EndpointError:
        return {}
    return _read(text, [part for part, _ in faulty])


def _places(part: Part, passages: Sequence[Passage]) -> list[int]:
    """Return the numbers of the passages to mend a part by: cited ones, and the nearest."""
    cited = [n for n in part.marks if 1 <= n <= len(passages)]
    shares = {n: coverage(part.said, p.text) for n, p in enumerate(passages, start=1)}
    nearest = sorted(shares, key=lambda n: -shares[n])
    return [*cited, *[n for n in nearest if n not in cited][: max(0, _NEAREST - len(cited))]]


def _read(text: str, parts: Sequence[Part]) -> dict[Part, list[Part]]:
    """Return the parts of each line that opens with the number of a faulty one."""
    out: dict[Part, list[Part]] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match or not 1 <= int(match[1]) <= len(parts) or _GONE.match(match[2]):
            continue
        old = parts[int(match[1]) - 1]
        splitter = Splitter()
        new = [*splitter.feed(match[2]), *splitter.close()]
        out.setdefault(old, [Part(old.line, part.said, part.marks) for part in new])
    return out
