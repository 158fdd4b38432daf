"""The courses of the indexed standards, and which of them a task belongs to.

What the teacher chose is certain. Else a task of exactly this name decides, then the retrieval:
the course whose passages it finds first. That is an inference and is labelled as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexing.index import Index
from indexing.kinds import records_of
from indexing.kinds.standard.course import Course
from indexing.kinds.standard.learning import Task
from indexing.kinds.standard.programme import Programme
from indexing.records import Document, DocumentKind
from indexing.tokenize import normalise_query
from rag.ask.words import expansions
from rag.drafting.phrases import Likeness, tidy, topic_of
from rag.drafting.plan import DraftRequest
from rag.drafting.wording import words
from rag.retrieve.retrieval import Retrieval

#: Passages by which a course is judged.
_BEST = 3
#: Courses with at least such a share of the best one's score are named with it.
_COMPARABLE = 0.6
#: Share of the task's own words that the course must have, in this or another form.
_NEAR = 0.4
#: How alike the name of a reference task must be to stand for the task asked for.
_SAME_TASK = 0.3


@dataclass(frozen=True, slots=True)
class TaskOffer:
    """A reference task; ``hours`` is ``None`` where the standard names none."""

    name: str
    hours: int | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A course of a standard.

    Attributes:
        document: path of the standard.
        title: title of the standard.
        course: name of the course.
        hours: its hours, if named.
        level: the level it is taught at, empty where the standard does not say.
        tasks: its reference tasks.
    """

    document: str
    title: str
    course: str
    hours: int | None
    level: str
    tasks: tuple[TaskOffer, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with its courses; read anew for every request, kept by nobody."""

    document: Document
    programme: Programme | None
    courses: tuple[Course, ...]


def standards(index: Index) -> tuple[Standard, ...]:
    """Return the standards of an index that have courses.

    Raises:
        IndexDamagedError: the index cannot be read.
    """
    out = []
    for info in index.documents():
        if info.kind != DocumentKind.STANDARD:
            continue
        document = index.document(info.id)
        if document is not None:
            records = records_of(document)
            if records.courses:
                out.append(Standard(document, records.programme, records.courses))
    return tuple(out)


def offers(index: Index) -> tuple[Offer, ...]:
    """Return every course of every indexed standard, in the order of the documents.

    Raises:
        IndexDamagedError: the index cannot be read.
    """
    return tuple(
        _offer(standard, course) for standard in standards(index) for course in standard.courses
    )


def _offer(standard: Standard, course: Course) -> Offer:
    name = tidy(course.name.text)
    return Offer(
        document=standard.document.path,
        title=standard.document.title,
        course=name,
        hours=course.hours.number if course.hours else None,
        level=level_of(standard, name),
        tasks=tuple(
            TaskOffer(topic_of(t.name.text), t.hours.number if t.hours else None, t.optional)
            for t in course.tasks
        ),
    )


def level_of(standard: Standard, course: str) -> str:
    """Return the first level whose table of courses has the course, empty where none has it.

    Levels come in order, and a higher one repeats the courses of those below it.
    """
    tables = standard.programme.tables if standard.programme else ()
    return next(
        (t.level for t in tables if t.level and any(tidy(r.name.text) == course for r in t.rows)),
        "",
    )


@dataclass(frozen=True, slots=True)
class Alignment:
    """A course, and the reference task of it that is nearest.

    Attributes:
        standard: the standard.
        course: the course.
        task: the reference task, ``None`` where none is near.
        exact: the reference task has exactly the name asked for.
        chosen: the teacher named the course.
        others: names of courses that are near too, where the course is inferred.
    """

    standard: Standard
    course: Course
    task: Task | None
    exact: bool
    chosen: bool
    others: tuple[str, ...] = ()


def align(
    request: DraftRequest, known: Sequence[Standard], index: Index, retrieval: Retrieval
) -> Alignment | None:
    """Return the course a task belongs to, ``None`` where no course is near enough.

    Raises:
        BeikeError: the index or the model cannot be used.
    """
    topic = topic_of(request.task)
    if request.course:
        named = [
            (standard, course)
            for standard in known
            if request.course_document in ("", standard.document.path)
            for course in standard.courses
            if tidy(course.name.text) == request.course
        ]
        return _in_course(*named[0], topic, chosen=True) if named else None
    for standard in known:
        for course in standard.courses:
            if any(topic_of(task.name.text) == topic for task in course.tasks):
                return _in_course(standard, course, topic, chosen=False)
    found = near_courses(topic, known, index, retrieval)
    return _in_course(*found[0], topic, chosen=False, others=found[1:]) if found else None


def _in_course(
    standard: Standard,
    course: Course,
    topic: str,
    *,
    chosen: bool,
    others: Sequence[tuple[Standard, Course]] = (),
) -> Alignment:
    same = next((t for t in course.tasks if topic_of(t.name.text) == topic), None)
    if same is not None:
        return Alignment(standard, course, same, exact=True, chosen=chosen)
    like = Likeness(topic_of(t.name.text) for t in course.tasks)
    ranked = sorted(
        ((_score(like, topic, task), -n, task) for n, task in enumerate(course.tasks)),
        key=lambda item: item[:2],
    )
    near = ranked[-1][2] if ranked and ranked[-1][0] >= _SAME_TASK else None
    names = tuple(tidy(c.name.text) for _, c in others)
    return Alignment(standard, course, near, exact=False, chosen=chosen, others=names)


def _score(like: Likeness, topic: str, task: Task) -> float:
    text = task.description.text if task.description else ""
    return like.of(topic, topic_of(task.name.text)) + like.share(topic, text)


def near_courses(
    topic: str, known: Sequence[Standard], index: Index, retrieval: Retrieval
) -> list[tuple[Standard, Course]]:
    """Return the courses that speak of a task, the nearest first; none where all are far.

    Raises:
        BeikeError: the index or the model cannot be used.
    """
    forms = _written(topic)
    question = retrieval.understand(index, " ".join([topic, *forms]))
    scores: dict[tuple[int, int], float] = defaultdict(float)
    places = {standard.document.id: n for n, standard in enumerate(known)}
    for lane in retrieval.lanes(index, question).values():
        for place, score in _by_course(lane, known, places, index).items():
            scores[place] += score
    terms = index.term_weights(index.tokenizer.query_terms(normalise_query(topic)))
    near = [
        (score, -n, -at)
        for (n, at), score in scores.items()
        if _covered(topic, terms, normalise_query(_text(known[n], at))) >= _NEAR
    ]
    found = sorted(near, reverse=True)
    return [
        (known[-n], known[-n].courses[-at])
        for score, n, at in found
        if score >= _COMPARABLE * found[0][0]
    ]


def _by_course(
    lane: Mapping[str, float],
    known: Sequence[Standard],
    places: Mapping[str, int],
    index: Index,
) -> dict[tuple[int, int], float]:
    """Return the mean of the best passages of each course, the best course at 1."""
    passages: dict[tuple[int, int], list[float]] = defaultdict(list)
    for chunk in index.chunks(lane):
        n = places.get(chunk.document_id)
        at = None if n is None else _course_at(known[n], chunk.start)
        if n is not None and at is not None:
            passages[n, at].append(lane[chunk.id])
    best = {place: sum(sorted(s, reverse=True)[:_BEST]) / _BEST for place, s in passages.items()}
    most = max(best.values(), default=0.0) or 1.0
    return {place: score / most for place, score in best.items()}


def _written(topic: str) -> list[str]:
    """Return how standards write what a teacher says."""
    synonyms: dict[str, list[str]] = words("synonyms")
    return [form for word, forms in synonyms.items() if word in topic for form in forms]


def _covered(topic: str, terms: Mapping[str, float], there: str) -> float:
    """Return the weighted share of a task's characters whose word, or another form of it, is there.

    Words overlap where a compound is cut in two ways; a character counts once, by its best word.
    """
    text = normalise_query(topic)
    weights = [0.0] * len(text)
    met = [False] * len(text)
    for term, weight in terms.items():
        forms = (term, *expansions(term), *_written(term))
        known = len(term) > 1 and any(form in there for form in forms)
        for found in re.finditer(re.escape(term), text):
            for n in range(*found.span()):
                weights[n] = max(weights[n], weight / len(term))
                met[n] = met[n] or known
    return sum(w for w, m in zip(weights, met, strict=True) if m) / (sum(weights) or 1.0)


def _course_at(standard: Standard, offset: int) -> int | None:
    before = [n for n, c in enumerate(standard.courses) if _start(c) <= offset]
    return before[-1] if before and offset < _end(standard, before[-1]) else None


def _start(course: Course) -> int:
    return min([course.name.start, *(part.start for part in course.parts)])


def _end(standard: Standard, at: int) -> int:
    """Return where the section of a course ends."""
    name = standard.courses[at].name
    inside = [s for s in standard.document.sections[1:] if s.start <= name.start < s.end]
    held = [
        s.end for s in inside if sum(s.start <= _start(c) < s.end for c in standard.courses) < 2
    ]
    return max(held, default=len(standard.document.canonical))


def _text(standard: Standard, at: int) -> str:
    course = standard.courses[at]
    return standard.document.canonical[_start(course) : _end(standard, at)]
