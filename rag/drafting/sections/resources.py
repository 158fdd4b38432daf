"""What the lesson uses: 教学资源, each of them used in a step, and 教学方法 that fit its stages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.drafting.brief import Brief
from rag.drafting.evidence import Piece
from rag.drafting.phrases import Likeness, split
from rag.drafting.plan import METHODS, RESOURCES, TASK, Group, Section, Statement, suggested
from rag.drafting.terms import things
from rag.drafting.wording import pattern, sentence, words

_MOST = {"设备": 5, "资料": 4, "软件平台": 3}
_LABEL = re.compile(r"^([^：:]{2,8})[：:]")
_SIZE = re.compile(r"\d+\s*[～~\-—至]\s*\d+\s*人")
_PURPOSE = re.compile(r"^为了?[^，。]{2,12}，(?:建议)?")
_ORGANISED = re.compile(r"行动导向|分组|独立")


@dataclass(frozen=True, slots=True)
class Resources:
    """Names of what is used: in the hand, on the desk, on the screen."""

    papers: tuple[str, ...]
    devices: tuple[str, ...]
    online: tuple[str, ...]


def compose_resources(brief: Brief) -> Section:
    """Return the section."""
    found = _found(brief)
    offline = [_line(brief, "设备", found["设备"]), _line(brief, "资料", found["资料"])]
    offline = [*[line for line in offline if line], suggested(sentence(RESOURCES, "工作页"))]
    if not found["资料"]:
        offline.append(suggested(sentence(RESOURCES, "案例")))
    online = [_line(brief, "软件平台", found["软件平台"])]
    online = [*[line for line in online if line], suggested(sentence(RESOURCES, "平台"))]
    groups = [
        Group("线下资源", tuple(s for s in offline if s), numbered=True),
        Group("线上资源", tuple(s for s in online if s), numbered=True),
    ]
    place = [p for p in brief.of(RESOURCES, "教学场地") if not brief.request.place][:1]
    if place:
        text = place[0].text.split("：", 1)[-1].rstrip("。")
        groups.append(Group("场地要求", (brief.quoted(f"{text}。", place),)))
    return Section(RESOURCES, tuple(groups))


def resources_of(section: Section) -> Resources:
    """Return the names of the resources that a section lists."""
    lists: dict[str, list[str]] = {"papers": [], "devices": [], "online": []}
    for block in section.blocks:
        if not isinstance(block, Group) or "资源" not in block.label:
            continue
        for statement in block.statements:
            label = _LABEL.match(statement.text)
            name = label[1] if label else ""
            body = statement.text[label.end() :] if label else statement.text
            names = [n.rstrip("。") for n in split(body, "、，；")]
            if "平台" in name and "学习" in name:
                continue  # the steps name it as 学习平台
            if "线上" in block.label:
                lists["online"] += names
            else:
                lists["devices" if "设备" in name else "papers"] += names
    return Resources(*(tuple(lists[key]) for key in ("papers", "devices", "online")))


def _found(brief: Brief) -> dict[str, list[tuple[str, Piece]]]:
    """Return what the standard lists, by kind, what fits the stages best first."""
    out: dict[str, list[tuple[str, Piece]]] = {key: [] for key in _MOST}
    work = [p.text for s in brief.stages for p in (*s.practice, *s.theory)]
    about = " ".join([*work, *(p.text for p in brief.of(TASK, "工作过程")), brief.topic])
    # What the work needs comes first; what the room has fills what is left.
    for role in ("工具设备", "设备与资料"):
        room = {kind for kind, names in out.items() if len(names) < _MOST[kind]}
        entries = [e for e in things(brief.of(RESOURCES, role)) if _is_named(e[0])]
        like = Likeness(name for name, _ in entries)
        entries.sort(key=lambda entry: -like.share(entry[0], about))
        for name, piece in entries:
            kind = _kind(name, piece)
            if kind not in room:
                continue  # a word of a list cut short (安全、码放等规范) has no kind at all
            same = any(name in other or other in name for other, _ in out[kind])
            if not same and len(out[kind]) < _MOST[kind]:
                out[kind].append((name, piece))
    return out


def _is_named(name: str) -> bool:
    """Whether a step can use a thing by its name: no furniture, no book, no sheet of our own."""
    if pattern("resources", "room").search(name) or pattern("resources", "books").search(name):
        return False
    return name not in ("工作页", "任务书", "任务单")


def _kind(name: str, piece: Piece) -> str:
    if pattern("resources", "online").search(name):
        return "软件平台"
    if pattern("resources", "papers").search(name):
        return "资料"
    label = _LABEL.match(piece.text)
    materials = label and "料" in label[1] and not re.search("设备|工具", label[1])
    return "" if materials else "设备"


def _line(brief: Brief, label: str, found: Sequence[tuple[str, Piece]]) -> Statement | None:
    if not found:
        return None
    names = "、".join(name for name, _ in found)
    return brief.quoted(f"{label}：{names}", list(dict.fromkeys(p for _, p in found)))


def compose_methods(brief: Brief) -> Section:
    """Return the section."""
    organised = [p for p in brief.of(METHODS, "教学组织") if _ORGANISED.search(p.text)]
    lines = [brief.quoted(f"{_PURPOSE.sub('', p.text)}。", [p]) for p in organised[:2]]
    size = next((m[0] for p in organised if (m := _SIZE.search(p.text))), "4～6人")
    size = f"分成{brief.request.groups}组" if brief.request.groups else f"{size}一组"
    size = size.replace("分成", "全班分成")
    for method, kinds in words("methods").items():
        fits = [s for s in brief.stages if not kinds or s.kind in kinds.split("|")]
        if fits:
            text = sentence(METHODS, method, title=brief.title, size=size, stage=fits[0].name)
            lines.append(suggested(text.replace("组分组", "组")))
    work = brief.of(METHODS, "工作方法")[:1]
    if work:
        names = "、".join(split(work[0].text, "、，。"))
        lines.append(brief.quoted(sentence(METHODS, "工作方法", methods=names), work))
    return Section(METHODS, (Group("", tuple(lines), numbered=True),))
