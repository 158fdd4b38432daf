"""Hours of a syllabus: chapters, theory and practice, and the totals printed for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexing.consistency.finding import Finding, at
from indexing.extract import Outline, Records
from indexing.extract.syllabus_table import ChapterHours
from indexing.extract.values import Value


def syllabus_sums(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield hours that do not add up, or that heading and table give differently."""
    syllabus = records.syllabus
    if syllabus is None:
        return
    yield from _kinds(outline, "课程基本信息", syllabus.hours)
    yield from _kinds(outline, "学时分配表合计", syllabus.totals)
    for chapter in syllabus.chapters:
        name = f"第 {chapter.number} 章"
        yield from _kinds(outline, name, chapter.plan)
        yield from _same(outline, f"{name}标题", chapter.hours, "学时分配表", chapter.plan.total)
    total = syllabus.hours.total
    yield from _same(outline, "课程基本信息", total, "学时分配表合计", syllabus.totals.total)
    chapters = [chapter.hours for chapter in syllabus.chapters]
    yield from _whole(outline, total or syllabus.totals.total, chapters)


def _kinds(outline: Outline, where: str, hours: ChapterHours) -> Iterator[Finding]:
    total, theory, practice = hours.total, hours.theory, hours.practice
    if total is None or theory is None or practice is None:
        return
    added = (theory.number or 0) + (practice.number or 0)
    if added != total.number and _certain(total, theory, practice):
        yield Finding(
            "theory_and_practice",
            f"{where}：总学时为 {total.number}，"
            f"理论 {theory.number} 与实践 {practice.number} 合计为 {added}。",
            (at(outline, total), at(outline, theory), at(outline, practice)),
            f"总学时改为 {added}，或调整理论、实践学时使合计为 {total.number}。",
        )


def _same(
    outline: Outline, here: str, one: Value | None, there: str, other: Value | None
) -> Iterator[Finding]:
    if one and other and _certain(one, other) and one.number != other.number:
        yield Finding(
            "hours_twice",
            f"{here}为 {one.number} 学时，{there}为 {other.number} 学时。",
            (at(outline, one), at(outline, other)),
            "核对原件，把两处改成同一个学时。",
        )


def _whole(
    outline: Outline, total: Value | None, chapters: Sequence[Value | None]
) -> Iterator[Finding]:
    """Compare the total with all chapters, if every one of them has its hours."""
    known = [value for value in chapters if value is not None]
    if total is None or not known or len(known) < len(chapters) or not _certain(total, *known):
        return
    added = sum(value.number or 0 for value in known)
    if added != total.number:
        yield Finding(
            "chapter_hours",
            f"课程总学时为 {total.number}，{len(known)} 章的学时合计为 {added}，两者不一致。",
            (at(outline, total), *(at(outline, value) for value in known)),
            f"总学时改为 {added}，或调整各章学时使合计为 {total.number}。",
        )


def _certain(*values: Value) -> bool:
    return all(value.certain and value.number is not None for value in values)
