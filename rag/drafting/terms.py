"""Terms out of passages of a standard, as they are put into sentences of a plan."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from rag.drafting.brief import Stage
from rag.drafting.evidence import Piece
from rag.drafting.phrases import listed, shortened, split, tidy, tokens, within, without_brackets
from rag.drafting.wording import kind_of, pattern, words

_LONG_TERM = 22
_SHORT_TERM = 20
_EVERYTHING = 400
_LONG_NAME = 14
_LONG_GOAL = 50
_RELATED = 0.7
_LABEL = re.compile(r"^[^，、：:（）]{2,10}[：:]")
_LIST_END = re.compile(r"等(?:资料|内容|工具|设备|知识|方法)?$")
_HEAD = re.compile(r"^[^，,；;。：:（）]{2,14}[：:]")
_CUT = re.compile(r"^.{1,6}等(?!级|$).{2,}")
_TAIL = re.compile(r"^(?P<items>.+?)(?:等)?(?P<tail>意识|精神|能力|素养)$")


def terms(pieces: Iterable[Piece], most: int) -> tuple[list[str], list[Piece]]:
    """Return terms of pieces, ``most`` characters together at most, and the pieces used."""
    out: list[str] = []
    used: list[Piece] = []
    length = 0
    for piece in pieces:
        for term in split(_LABEL.sub("", piece.text), "，,；;。"):
            term = shortened(term, _LONG_TERM)
            if term in out or not term or pattern("phrases", "explains").match(term):
                continue
            length += len(term) + 1
            if out and length > most:
                return out, used
            out.append(term)
            if piece not in used:
                used.append(piece)
    return out, used


def named_terms(stage: Stage) -> dict[str, str]:
    """Return what the sentences about a stage name: something to know, and two things to do.

    Where the evidence names nothing, the stage's own name stands for it.
    """
    know = [shortened(t, _SHORT_TERM) for t in terms(stage.theory, _EVERYTHING)[0]]
    acts = [shortened(t, _SHORT_TERM) for t in terms(stage.practice, _EVERYTHING)[0]]
    method = pattern("phrases", "methods")
    # One does what a method is for, not the method.
    acts = [a for a in acts if not method.search(a)] or [method.sub("", a) for a in acts]
    acts = [a for a in acts if len(a) > 1] or [stage.name]
    fitting = _nearest([a for a in acts if len(a) <= _SHORT_TERM] or acts, stage.name)
    know = _nearest([t for t in know if len(t) <= _SHORT_TERM], stage.name)
    if stage.kind in words("phrases")["own_kind"]:
        # One does not act out a conversation about filling in a form.
        fitting = [a for a in fitting if kind_of(a) == stage.kind] or [stage.name]
    return {
        "know": know[0] if know else stage.name,
        "do": fitting[0],
        "more": fitting[1] if len(fitting) > 1 else stage.name,
        "stage": stage.name,
    }


def _nearest(items: Sequence[str], name: str) -> list[str]:
    """Return items with those that share most with a name first."""
    own = tokens(name)
    return sorted(items, key=lambda item: -len(tokens(item) & own))


def knowledge(pieces: Sequence[Piece], most: int = 56) -> tuple[str, list[Piece]]:
    """Return a goal on knowledge: what is to be understood, then what is to be mastered."""
    found, used = terms(pieces, most)
    begun = pattern("phrases", "knowledge")
    found = [begun.sub("", term) for term in found]
    understood = [t for t in found if _understood(t)]
    mastered = [t for t in found if t not in understood]
    parts = [f"理解{listed(understood)}"] if understood else []
    parts += [f"掌握{listed(mastered)}"] if mastered else []
    return "，".join(parts), used


def _understood(term: str) -> bool:
    """Whether a term is something to understand, by the word it ends with."""
    return bool(re.search(f"(?:{words('phrases')['understood']})$", without_brackets(term)))


def ability(text: str, about: str) -> str:
    """Return a goal of a standard as an ability: 能 and what is done.

    Of a long goal only the parts that are about ``about`` are kept.
    """
    body = pattern("phrases", "ability").sub("", _LABEL.sub("", tidy(text)))
    body = shortened(body, _LONG_GOAL)
    parts = split(body, "；;。")
    if len(body) > _LONG_GOAL and len(parts) > 1:
        own = tokens(about)
        scores = [len(tokens(part) & own) / math.sqrt(len(tokens(part)) or 1) for part in parts]
        parts = [p for p, s in zip(parts, scores, strict=True) if s >= max(scores) * _RELATED]
        body = "；".join(parts)
    if pattern("phrases", "knowledge").match(body):
        return body
    return f"能{pattern('phrases', 'ability').sub('', body)}"


def conduct(pieces: Iterable[Piece]) -> list[tuple[str, list[str], Piece]]:
    """Return the general competences by label: ``("职业素养", ["规范意识", …], piece)``."""
    labels = words("general")["labels"]
    names = "|".join(labels)
    before = re.compile(rf"(?P<label>{names})[：:](?P<list>.+?)(?=(?:{names})[：:]|$)")
    after = re.compile(rf"(?P<list>.+?)等?(?P<label>{names})[，；;。]?")
    out = []
    for piece in pieces:
        for match in (
            before.finditer(piece.text) if before.search(piece.text) else after.finditer(piece.text)
        ):
            out.append((match["label"], _elements(match["list"]), piece))
    return out


def _elements(text: str) -> list[str]:
    out: list[str] = []
    runs = re.sub(r"(意识|精神)和(?=[^、]+$)", r"\1，", text.strip("，、；。"))
    for run in split(runs, "，,；;。"):
        if re.search(r"、[^、]*的[^、]*(?:精神|意识)$", run):
            out.append(run)  # 勤奋踏实、甘于奉献的劳动精神 is one
            continue
        items = [item.removesuffix("等") for item in split(run, "、")]
        shared = _TAIL.match(run)
        if shared and len(items) > 1 and run.endswith(f"等{shared['tail']}"):
            tail = shared["tail"]
            items[-1] = items[-1].removesuffix(tail).removesuffix("等")
            items = [item if item.endswith(tail) else item + tail for item in items]
        elif (
            items
            and items[-1].endswith("意识")
            and not any(item.endswith("意识") for item in items[:-1])
        ):
            items = [item if item.endswith("意识") else f"{item}意识" for item in items]
        out += [item for item in items if item]
    return out


def rules(pieces: Iterable[Piece], most: int = 40) -> tuple[list[str], list[Piece]]:
    """Return the rules that a task names, and the pieces that name them."""
    ends = re.compile(f"(?:{words('phrases')['rules']})$")
    out: list[str] = []
    used: list[Piece] = []
    for piece in pieces:
        text = re.split(words("task")["obeys"], piece.text, maxsplit=1)[-1]
        text = re.sub(r"^(?:遵)?守", "", text)
        found = [
            item
            for part in split(text, "，,；;。")
            for item in _ruled(_LIST_END.sub("", part))
            if ends.search(item) and len(item) > 2
        ]
        if found:
            out += [item for item in found if item not in out]
            used.append(piece)
    return within(out, most), used


def _ruled(run: str) -> list[str]:
    """Return the items of an enumeration; those that share the noun of the last stay together."""
    ends = f"(?:{words('phrases')['rules']})"
    shared = re.match(rf"(?P<all>.+、.+的{ends}+)(?:[和及与](?P<more>.+))?$", run)
    if not shared:
        return split(run, "、")
    return [item for item in (shared["all"], shared["more"]) if item]


def things(pieces: Iterable[Piece]) -> list[tuple[str, Piece]]:
    """Return the things that lists of tools and materials name, brackets taken off."""
    out: list[tuple[str, Piece]] = []
    heads = pattern("resources", "heads")
    for piece in pieces:
        text = _HEAD.sub("", piece.text)
        for run in split(text, "，,；;。"):
            run = re.sub(r"^(?:以|配备|并配备|按\w{1,6}配置[：:]?|每[人组](?:有|一套)?)", "", run)
            run = re.sub(r"(?:为主|为辅)$", "", _LABEL.sub("", run))
            whole = pattern("resources", "counted").search(run)
            for item in [run] if whole else split(run, "、"):
                if _CUT.match(item):
                    continue  # the end of 安全、盘点、检验等规范 is no thing by itself
                name = _LIST_END.sub("", without_brackets(item)).strip()
                name = re.sub(r"^(?:以|并|相关的?|合作企业提供的|企业提供的)", "", name)
                if (
                    2 <= len(name) <= _LONG_NAME
                    and not heads.match(name)
                    and name not in (n for n, _ in out)
                ):
                    out.append((name, piece))
    return out
