"""A follow-up as a question that stands alone (“那考核呢？” after a question about a course).

The form of a follow-up tells how it may be meant: as typed, about what was talked of before, or as
the question before with one thing in the place of another. Words alone seldom tell which, so all
readings that its form allows are handed back, the likeliest first, and the documents decide: each
is searched for and read.

Only the form is looked at here: what is left out (呢), what points back (它, 那三个), what puts
right (不是…，是…), numbers, and letters in common (第二章 takes the place of 第一章, 难点 of 重点).
What courses, levels and fields are called is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rag.ask.mentions import NUMBERED
from rag.ask.question import Question

_ELLIPSIS = re.compile(
    r"^(?:那么?|还有)?(?:换成|改成|要是|如果是?|假如是?)?"
    r"(?P<topic>.{1,16}?)(?P<one>那[门个节份章])?的?(?:呢|也?一样吗)[?？。]*$"
)
_BARE = re.compile(r"^(?:那么?)?(?P<topic>.{2,8}?)[要占是有给]?(?:多少|几个|几门|怎么样)[?？。]*$")
#: 不是高级，是预备技师 and 我问的是预备技师 put one thing in the place of another.
_CORRECTS = re.compile(
    r"^(?:不[是对][^,，。]*[,，。 ]+(?:应该)?|我?(?:想?问|说|指)的)是"
    r"(?P<topic>(?:(?!什么|哪|多少|几|谁|怎)[^,，。?？]){2,16})[。]*$"
)
#: 那三个任务各多少 leaves out of what; the question before says it: 多少学时.
_OF_WHAT = re.compile(r"(?P<asked>.*(?:多少|几))[?？。]*$")
_UNIT = re.compile(r"(?:多少|几)个?(?P<unit>[^\W\d_]{2})[?？。]*$")
#: Words that point at what was said before.
_POINTS = re.compile(
    r"其中|(?<!其)[她它]|^他|^[每各](?:个|一|门|项|章|节)"
    r"|(?:另外|其余|其他|剩下)(?:的|那|[一二两三四五六几])"
    r"|[这那](?:个|一|门|项|步|条|章|节|段|些|种|几|[两三四五六])"
)
_FIGURE = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_CODE = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.%])")
#: 中级 of 中级的专业编码.
_OWNER = re.compile(r"^(?P<owner>[^的,，。?？]{2,16})(?=的)")
#: A heading that occurs more often is a field that many subjects have.
_RARE = 4
_LONGEST = 40


def readings(text: str, before: str, understand: Callable[[str], Question]) -> tuple[str, ...]:
    """Return how a question may be meant behind another, the likeliest first.

    Args:
        text: the question.
        before: the question before it, spelt out.
        understand: understands a question against the index.

    Returns:
        Questions that stand alone; one alone where the form leaves no doubt.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return (text,)
    now, then = understand(text), understand(before)
    corrects = _CORRECTS.match(text)
    ellipsis = corrects or _ELLIPSIS.match(text)
    topic = ellipsis["topic"] if ellipsis else _name_alone(now, then)
    if corrects:
        now = understand(topic)  # what is put right is no longer meant
    if (other := _other_number(then.folded, topic)) and not (
        now.documents and _beside_number(topic, now)
    ):
        return (other,)
    if now.documents:
        return (text,)
    about = _context(then)
    if topic:
        named = [m.name for m in now.mentions if m.count <= _RARE]
        subject = now.subjects[0] if now.subjects else named[0] if named else topic
        one = bool(ellipsis and ellipsis.groupdict().get("one"))
        kind = "thing" if now.subjects or one else "heading" if named else ""
        return tuple(dict.fromkeys(_in_place(subject, then, f"{about} {text}", kind)))
    if now.subjects:
        return (text,)
    left_open, unit = _OF_WHAT.match(text), _UNIT.search(then.folded)
    joined = f"{about} {left_open['asked'] + unit['unit'] if left_open and unit else text}"
    if _POINTS.search(text):
        return (joined,)
    says = any(m.count <= _RARE for m in now.mentions)
    return (text, joined) if says else (joined, text)


def _in_place(subject: str, then: Question, joined: str, kind: str) -> Iterator[str]:
    """Yield the question before with another subject, and what is asked about the old one.

    Args:
        subject: what a follow-up names.
        then: the question before.
        joined: the follow-up with what was talked of before.
        kind: ``thing`` for a course or a document, ``heading`` for another rare heading, empty for
            what no heading is called. Each takes the place of one of its kind.
    """
    text = then.folded
    names = [m for m in then.mentions if m.name in text]
    if alike := _alike(subject, text):
        if NUMBERED.search(subject):
            text = _without_title(text, alike, then)
        yield text.replace(alike, subject)
        if not kind:
            return
    if kind == "thing":
        things = [name for name in then.subjects if name in text]
        yield from (text.replace(name, subject) for name in things)
        if things:
            return
        yield f"{subject} {text}"
    elif kind:
        numbered = bool(NUMBERED.search(subject))
        for m in names:
            same_kind = bool(NUMBERED.search(m.name)) == numbered and m.name not in then.subjects
            if m.count <= _RARE and same_kind:
                yield text.replace(m.name, subject)
    yield joined
    if not kind and (owner := _OWNER.match(text)):
        yield subject + text[owner.end() :]


def _alike(name: str, text: str) -> str:
    """Return what in a text is as long as a name and has half of its letters in their places."""
    size, best, most = len(name), "", 0
    for start in range(len(text) - size + 1):
        part = text[start : start + size]
        same = sum(a == b for a, b in zip(part, name, strict=True))
        if max(size / 2, most + 1) <= same < size:
            best, most = part, same
    return best if size > 1 else ""


def _name_alone(question: Question, then: Question) -> str:
    """Return the name where a question has nothing else (售中, 高级, 售后多少), else ``""``."""
    text = question.folded.strip(" ,?!、。")
    bare = _BARE.match(text)
    name = bare["topic"] if bare else text
    named = [m.name for m in question.mentions]
    short = len(name) <= 4 and _alike(name, then.folded)
    return name if name in named or short else ""


def _beside_number(topic: str, question: Question) -> str:
    """Return what a topic has beside the number of a lesson: 课后 of 教案4.3的课后."""
    rest = _FIGURE.sub("", topic)
    for word in question.routing:
        rest = rest.replace(word, "")
    return rest.strip("的那份节 ")


def _other_number(before: str, topic: str) -> str:
    """Return the question before with its one measure or lesson changed, else ``""``.

    12.7的呢 after 9.52的…, 4.3呢 after 教案6.1的…; 4.3的课后呢 asks for something else as well.
    """
    old, new = _FIGURE.findall(before), _FIGURE.findall(topic)
    return before.replace(old[0], new[0]) if len(old) == len(new) == 1 else ""


def _without_title(text: str, number: str, question: Question) -> str:
    """Drop the title of a chapter that is named by its number: the next one has another."""
    meant = {m.name: m.headings for m in question.mentions}
    for other, headings in meant.items():
        if number not in other and headings == meant.get(number):
            text = text.replace(other, "")
    return text


def _context(question: Question) -> str:
    """Return what a question is about: the documents and headings it names, or else its words."""
    codes = _CODE.findall(question.folded)
    rare = [m.name for m in question.mentions if m.count <= _RARE]
    names = list(question.subjects) or rare[:1]
    names += [found[0] for found in NUMBERED.finditer(question.folded)]
    kinds = [w for w in question.routing if w in question.folded]
    told = " ".join(dict.fromkeys([*codes, *kinds, *names]))
    return told if names or codes else " ".join(question.content.split())
