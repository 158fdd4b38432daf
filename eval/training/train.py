"""Trains the reader: ``python -m eval.training.train --work FOLDER``.

The folder holds ``*.jsonl`` with examples (:mod:`eval.training.candidates` writes them) and gets
``network.pt``, ``tokenizer.json`` and ``log.jsonl``. A run that was stopped goes on from its last
checkpoint. With the same seed, data and number of threads the weights are the same.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from eval.training.batches import Example, Group, epoch, load
from eval.training.network import ReaderNetwork, unit_logits
from eval.training.vocabulary import pruned
from indexing.embedding.materialise import materialise
from rag.read.units import Window, Windows
from rag.settings import load_settings

#: Collections that are not learnt from: thresholds are fitted and the curve is drawn on them.
HELD_OUT = ("elderly_care", "k12_science", "law_uni", "mining_petro")
PUBLIC = "public"
#: Files of a run.
WEIGHTS, CHECKPOINT, PLAN = "network.pt", "checkpoint.pt", "plan.json"
#: Windows of about one length that go through the network together.
_TOGETHER = 32
#: Tokens that the length of a batch is a multiple of.
_ROUND = 32
#: A unit that is evidence counts so much more than one that is not.
_EVIDENCE = 3.0
_WARM_UP = 0.06
_EMBEDDING = "word_embeddings"
_CHECKPOINT = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reader is trained.

    Attributes:
        layers: of the encoder.
        frozen: lower layers that keep their weights.
        public: how many of the public questions are seen, each once.
        own: how often each question of our own collections is seen.
        questions: most questions of our own, 0 for all; for the curve.
        size: questions of a batch.
        rate: highest learning rate.
        seed: of weights and order.
        start: folder of a run whose weights this one goes on from, empty for the embedder's.
    """

    layers: int = 12
    frozen: int = 4
    public: int = 3000
    own: int = 3
    questions: int = 0
    size: int = 8
    rate: float = 1e-4
    seed: int = 1
    start: str = ""


def batches(
    own: Sequence[Example], public: Sequence[Example], windows: Windows, plan: Plan
) -> Iterator[list[Group]]:
    """Yield all batches of a run; a share of the public questions goes with each round."""
    for number in range(plan.own):
        mixed = [*own, *public[number :: plan.own]]
        yield from epoch(mixed, windows, plan.size, plan.seed + number)


def loss_of(network: ReaderNetwork, groups: Sequence[Group], device: str) -> Tensor:
    """Return the loss of a batch.

    Which candidate is relevant is learnt as a choice among them and "none" (listwise, Cao et al.
    2007), and of each by itself; which unit is evidence, of each by itself.
    """
    flat = [window for group in groups for window in group.windows]
    relevance, evidence = _run(network, flat, device)
    truth = torch.tensor([float(r) for group in groups for r in group.relevant], device=device)
    labels = [unit for group in groups for window in group.evidence for unit in window]
    told = torch.tensor([float(label) for label in labels], device=device)
    units = cross_entropy(
        evidence, told, pos_weight=torch.tensor(_EVIDENCE, device=device), reduction="sum"
    ) / len(flat)
    lists, start = [], 0
    for group in groups:
        end = start + len(group.windows)
        scores = torch.cat([relevance[start:end], relevance.new_zeros(1)])
        target = torch.cat([truth[start:end], truth.new_zeros(1)])
        if not target.any():
            target[-1] = 1.0
        lists.append(-(torch.log_softmax(scores, 0) * target / target.sum()).sum())
        start = end
    return torch.stack(lists).mean() + cross_entropy(relevance, truth) + units


def _run(network: ReaderNetwork, windows: Sequence[Window], device: str) -> tuple[Tensor, Tensor]:
    """Return the relevance of windows and the logits of their units, in order."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    relevance: list[Tensor] = []
    units: list[Tensor] = []
    for start in range(0, len(order), _TOGETHER):
        some = [windows[i] for i in order[start : start + _TOGETHER]]
        # Rounded up: few sizes of memory, taken again and again.
        longest = -(-max(len(window.ids) for window in some) // _ROUND) * _ROUND
        ids = torch.ones(len(some), longest, dtype=torch.long)
        mask = torch.zeros(len(some), longest, dtype=torch.long)
        for row, window in enumerate(some):
            ids[row, : len(window.ids)] = torch.tensor(window.ids)
            mask[row, : len(window.ids)] = 1
        scores, tokens = network(ids.to(device), mask.to(device))
        relevance.append(scores.float())
        units.append(unit_logits(tokens.float(), [window.places for window in some]))
    # Back into the order they came in.
    lengths = [len(windows[i].places) for i in order]
    begins = dict(zip(order, accumulate([0, *lengths[:-1]]), strict=True))
    back = [begins[i] + n for i in range(len(windows)) for n in range(len(windows[i].places))]
    rank = {window: number for number, window in enumerate(order)}
    return (
        torch.cat(relevance)[[rank[i] for i in range(len(windows))]],
        torch.cat(units)[back],
    )


def train(work: Path, plan: Plan, device: str, name: str) -> Path:
    """Train, or go on with training, and return the folder of the weights.

    Args:
        work: folder with the examples.
        plan: how.
        device: ``cpu`` or ``cuda``.
        name: of the run; its folder in ``work`` keeps plan, log and checkpoints.
    """
    torch.manual_seed(plan.seed)
    out = work / name
    out.mkdir(exist_ok=True)
    (out / PLAN).write_text(json.dumps(asdict(plan)), encoding="utf-8")
    folder = materialise(load_settings().for_index().cache_folder)
    tokenizer, kept = pruned(folder / "tokenizer.json")
    tokenizer.save(str(out / "tokenizer.json"))
    windows = Windows(tokenizer)
    files = sorted(work.glob("*.jsonl"))
    own: Sequence[Example] = [
        e for f in files if f.stem not in (*HELD_OUT, PUBLIC) for e in load(f)
    ]
    own = some(own, plan.questions) if plan.questions else own
    public = some(load(work / f"{PUBLIC}.jsonl"), plan.public) if plan.public else []
    network = ReaderNetwork.from_embedder(folder, kept, plan.layers).to(device)
    if plan.start:
        _load(network, Path(plan.start))
    for layer in network.encoder.encoder.layer[: plan.frozen]:
        layer.requires_grad_(False)
    learnt = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=plan.rate, weight_decay=0.01)
    shares = (len(public[n :: plan.own]) for n in range(plan.own))
    rounds = sum(-(-(len(own) + share) // plan.size) for share in shares)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: _rate(n, rounds))
    state = _State(network, optimiser, schedule)
    done = state.resume(out / CHECKPOINT)
    # Half the bytes, several times the speed where the processor multiplies them itself; the
    # weights that are learnt stay in float32.
    half = deepcopy(network).to(torch.bfloat16)
    started, seen, total = time.monotonic(), 0, 0.0
    for number, groups in enumerate(batches(own, public, windows, plan)):
        if number < done:
            continue
        loss = loss_of(half, groups, device)
        torch.autograd.backward(loss)
        _hand_over(half, network)
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        schedule.step()
        _copy(network, half)
        seen, total = seen + 1, total + float(loss.detach())
        if (number + 1) % 20 == 0:
            rate = seen / (time.monotonic() - started)
            line = {
                "step": number + 1,
                "of": rounds,
                "loss": round(total / 20, 4),
                "steps_per_s": round(rate, 3),
            }
            with (out / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
            print(line, flush=True)
            total = 0.0
        if (number + 1) % _CHECKPOINT == 0:
            state.save(out / CHECKPOINT, number + 1)
    torch.save(network.state_dict(), out / WEIGHTS)
    return out


def _load(network: ReaderNetwork, run: Path) -> None:
    """Give a network the weights of another run, whatever the vocabulary of that was."""
    state = torch.load(run / WEIGHTS, weights_only=True)
    # Embeddings are never learnt: the network has those of its own vocabulary.
    learnt = {name: value for name, value in state.items() if _EMBEDDING not in name}
    network.load_state_dict(learnt, strict=False)


def some(examples: Sequence[Example], count: int) -> Sequence[Example]:
    """Return so many examples, evenly from the whole."""
    count = min(count, len(examples))
    return [examples[i * len(examples) // count] for i in range(count)]


def _hand_over(half: ReaderNetwork, network: ReaderNetwork) -> None:
    """Move the gradients of the half-precision twin to the weights that are learnt."""
    for own, twin in zip(network.parameters(), half.parameters(), strict=True):
        own.grad = None if twin.grad is None else twin.grad.float()
        twin.grad = None


@torch.no_grad()
def _copy(network: ReaderNetwork, half: ReaderNetwork) -> None:
    for own, twin in zip(network.parameters(), half.parameters(), strict=True):
        twin.copy_(own)


def _rate(step: int, rounds: int) -> float:
    warm = max(1, int(_WARM_UP * rounds))
    return min((step + 1) / warm, max(0.02, (rounds - step) / max(1, rounds - warm)))


@dataclass(frozen=True, slots=True)
class _State:
    """Everything a run goes on from."""

    network: ReaderNetwork
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LambdaLR

    def save(self, path: Path, step: int) -> None:
        """Write a checkpoint after so many steps."""
        parts = {name: getattr(self, name).state_dict() for name in self.__slots__}
        partial = path.with_suffix(".partial")
        torch.save({"step": step, **parts}, partial)
        partial.replace(path)

    def resume(self, path: Path) -> int:
        """Take up a checkpoint; return after how many steps it was made, 0 without one."""
        if not path.is_file():
            return 0
        found = torch.load(path, weights_only=True)
        for name in self.__slots__:
            getattr(self, name).load_state_dict(found[name])
        return int(found["step"])


def main() -> None:
    """Train as told on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="run")
    parser.add_argument("--threads", type=int, default=0)
    for field, value in asdict(Plan()).items():
        parser.add_argument(f"--{field}", type=type(value), default=value)
    given = vars(parser.parse_args())
    work, name, threads = given.pop("work"), given.pop("name"), given.pop("threads")
    if threads:
        torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train(work, Plan(**given), device, name)


if __name__ == "__main__":
    main()
