"""The steps a teacher takes with a draft: write, rewrite, edit, lock, tick, add, compare.

Each takes the work as it is and returns it as it is then, kept and checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from rag.drafting.editing import section_text
from rag.drafting.plan import DraftRequest, Plan, Section
from rag.drafting.workshop import FormQuestion, edit, lock, tick
from rag.service.service import Service
from rag.store.records import User
from ui.drafting.side_html import diff_html
from ui.drafting.work import Work, brought_back, saved, version_of
from ui.markup import render
from ui.parts import asking_html, done_html

_FOUND = 8


def evidence_first(service: Service, user: User, work: Work, request: DraftRequest) -> Work:
    """Return the work with the evidence for a request; a draft there is stays as it is."""
    workshop = service.workshop_for(user)
    found = workshop.evidence(request)
    added = [e for e in work.plan.evidence if e.added] if work.plan else []
    plan = replace(work.plan, request=request) if work.plan else Plan(request, request.task)
    told = _asked(workshop.missing(request), opened=True)
    return replace(work, plan=replace(plan, evidence=(*found, *added)), told=told)


def written(service: Service, user: User, work: Work, request: DraftRequest) -> Iterator[Work]:
    """Yield the work while sections are being written, and last as it is kept.

    Locked sections and the ticks stay where the task is the same.
    """
    workshop = service.workshop_for(user)
    told = _asked(workshop.missing(request), opened=False)
    old = work.plan if work.plan and work.plan.request.task == request.task else None
    keep = replace(old, request=request) if old is not None and old.sections else None
    evidence = old.evidence if old is not None else None
    id = work.id if old is not None else ""
    sections: list[Section] = []
    for item in workshop.draft(request, None, keep, evidence):
        if isinstance(item, Plan):
            before = replace(work, id=id, found=(), next="")
            kept = saved(service, user, before, item, "生成")
            back = _undo(before) if keep is not None else ""
            yield replace(kept, told=f"{done_html('教案已经写好，并存为草稿。', back)}{told}")
            return
        sections.append(item)
        shown = Plan(request, request.task, sections=tuple(sections))
        yield replace(work, plan=shown, told=told, versions=())


def edited(service: Service, user: User, work: Work, text: str) -> Work:
    """Return the work with the chosen section as the teacher wrote it."""
    assert work.plan is not None
    plan, notes = edit(work.plan, work.section, text)
    if plan is work.plan:
        return replace(work, told=done_html(f"“{work.section}”已保存。"))
    after = saved(service, user, work, plan, f"修改{work.section}")
    remarks = render("workspace", "notes", notes)
    return replace(after, told=f"{done_html(f'“{work.section}”已保存。')}{remarks}")


def rewritten(service: Service, user: User, work: Work) -> Work:
    """Return the work with the chosen section written anew from the ticked evidence."""
    section, old = work.section, work.plan
    assert old is not None
    work, plan = replace(work, next=""), service.workshop_for(user).redraft(old, section)
    after = saved(service, user, work, plan, f"重写{section}")
    return replace(after, told=done_html(f"“{section}”已重写。", _undo(work)))


def rewriting(work: Work, section: str, text: str) -> Work:
    """Return the work about to have a section written anew, or asking whether to.

    It asks where the teacher would lose words; ``text`` stands in the box of the section that is
    being worked on.
    """
    own = _own(work, text)
    work = replace(work, section=section)
    if section not in own:
        return replace(work, next="redraft", told=render("parts", "wait", "正在重写"))
    question = (
        f"“{section}”里有您写的或改过的内容，重写会换成新的内容；原来的仍在“版本”里。要重写吗？"
    )
    return replace(work, told=asking_html("redraft", "重写", question, s=section, sure="yes"))


def asked_to_write(work: Work, request: DraftRequest, text: str) -> str:
    """Return the question whether to write a whole draft where the teacher would lose words."""
    own = _own(work, text) if work.plan and work.plan.request.task == request.task else []
    if not own:
        return ""
    names = "".join(f"“{name}”" for name in own)
    question = (
        f"{names}里有您写的或改过的内容，重新生成会换成新的内容。"
        "想留住的栏目，请先取消，再点它的“锁定”。要重新生成吗？"
    )
    return asking_html("write", "重新生成", question)


def _own(work: Work, text: str) -> list[str]:
    """Return the sections not locked that hold what the teacher wrote or changed.

    What stands in the box of a section may still be on its way to be kept.
    """
    sections = work.plan.sections if work.plan else ()
    return [
        s.name
        for s in sections
        if not s.locked and (s.edited or (s.name == work.section and text != section_text(s)))
    ]


def _undo(before: Work) -> Markup:
    number = before.versions[0].number
    return render(
        "parts", "button", "back", "撤销", kind="bk-plain", aria="撤销，恢复原来的内容", v=number
    )


def locked(service: Service, user: User, work: Work, section: str, on: bool) -> Work:
    """Return the work with a section locked or not."""
    assert work.plan is not None
    plan = lock(work.plan, section, locked=on)
    note = f"{'锁定' if on else '解锁'}{section}"
    after = saved(service, user, replace(work, section=section), plan, note)
    told = f"“{section}”已{'锁定，重写时不会动它' if on else '解锁'}。"
    return replace(after, told=done_html(told))


def searched(service: Service, user: User, work: Work, words: str) -> Work:
    """Return the work with passages that could be further evidence."""
    words = words.strip()
    found = service.assistant_for(user).search(words, _FOUND) if words else []
    return replace(work, found=found)


def pressed(service: Service, user: User, work: Work, told: Mapping[str, Any], text: str) -> Work:
    """Return the work after something was pressed in its HTML; see :mod:`ui.parts`.

    ``text`` is what stands in the box of the section that is being worked on.
    """
    act, section = told.get("act"), str(told.get("s") or work.section)
    if work.plan is None:
        return work
    match act:
        case "lock" | "unlock":
            return locked(service, user, work, section, act == "lock")
        case "redraft":
            if "sure" in told:
                return replace(
                    work, section=section, next="redraft", told=render("parts", "wait", "正在重写")
                )
            return rewriting(work, section, text)
        case "write":
            return replace(work, next="write", told="")
        case "tick":
            plan = tick(work.plan, int(told["n"]), used=bool(told.get("checked")))
            return _evidence_changed(service, user, work, plan)
        case "add":
            plan = service.workshop_for(user).add(work.plan, work.section, str(told["id"]))
            return _evidence_changed(service, user, replace(work, found=()), plan)
        case "compare":
            old = version_of(service, user, work, int(told["v"]))
            return replace(work, compared=diff_html(old, work.plan, int(told["v"])))
        case "back":
            after = brought_back(service, user, work, int(told["v"]))
            return replace(after, told=done_html(f"已恢复到第 {told['v']} 版。"))
        case _:
            return replace(work, section=section, told="")


def _evidence_changed(service: Service, user: User, work: Work, plan: Plan) -> Work:
    """Keep ticks with the draft; before there is one they wait for it on the page."""
    if plan is work.plan or not work.id:
        return replace(work, plan=plan)
    return saved(service, user, work, plan, "调整依据")


def _asked(questions: tuple[FormQuestion, ...], *, opened: bool) -> str:
    """Return what is still missing, kindly."""
    if not questions:
        return ""
    return render("workspace", "questions", questions, opened)
