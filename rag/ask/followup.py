"""A follow-up as a question that stands alone (“那考核呢？” after a question about a course).

Three shapes are told apart: a new subject for the same question (“图文短视频那门呢”), a new
question about the same subject (“考核呢”, “几个人一组”), and one that needs nothing from before.
The words alone do not always tell the last two apart (“中级的专业编码是多少”, “案例要求几天完成”):
then both readings are handed back, and the reader decides which the documents answer more surely.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.ask.question import Question

_ELLIPSIS = re.compile(
    r"^(?:那么?|还有)?(?P<topic>.{1,16}?)(?:那门|那个|的)?(?:呢|也?一样吗)[?？。]*$"
)
_BARE = re.compile(r"^(?:那么?)?(?P<topic>.{2,8}?)[要占是有给]?(?:多少|几个|几门|怎么样)[?？。]*$")
#: 不是高级，是预备技师 and 我问的是预备技师 put one thing in the place of another.
_CORRECTS = re.compile(
    r"^(?:不[是对][^,，。]*[,，。 ]+(?:应该)?|我?(?:想?问|说|指)的)是"
    r"(?P<topic>(?:(?!什么|哪|多少|几|谁|怎)[^,，。?？]){2,16})[。]*$"
)
#: A subject of one kind with another: a chapter, a level, a step.
_SUBJECT = re.compile(
    r"第[一二三四五六七八九十\d]+[章节]|探究[一二三四五六]|[中高]级|预备技师|售[前中后]|[出入在]库"
)
#: 那三个任务各多少 leaves out of what; the question before says it.
_OF_WHAT = re.compile(r"(?P<asked>.*(?:多少|几))[?？。]*$")
_UNIT = re.compile(r"学时|课时|分钟|学分")
#: 换成预备技师 names 预备技师.
_CHANGED = re.compile(r"^(?:换成|改成|要是|如果是?|假如是?)")
#: What goes on about all of what was asked, and supposes something else of it.
_GOES_ON = re.compile(r"(?<!其)它|^(?:那么?)?(?:要是|如果|假如)[^,。]{5,}")
#: Words that point at what was said before.
_POINTS = re.compile(
    r"其中|(?<!其)[她它]|^他|^[每各](?:个|一|门|项|章|节)"
    r"|(?:另外|其余|其他|剩下)(?:的|那|[一二两三四五六几])"
    r"|[这那](?:个|一|门|项|步|条|章|节|段|些|种|几|[两三四五六])"
)
_FIGURE = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_THAT_ONE = re.compile(r"那门|那节|那份|那个课")
_CODE = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.%])")
#: A heading that occurs more often is a field that many subjects have.
_RARE = 4
_LONGEST = 40
#: Fields that every lesson or chapter has are no subjects, however few have them.
_FIELD = re.compile(
    r"(?:教学|学习|课程|课后|课前|课中)?(?:重点|难点|重难点|要点|目标|反思|方法|资源|考核|评价|作业|内容|要求|准备)"
)


@dataclass(frozen=True, slots=True)
class SpeltOut:
    """A question in its conversation.

    Attributes:
        text: the question so that it stands alone; as typed where it does so already.
        about: what it may go on about, where its words leave open whether it does: the documents
            tell whether ``text`` or what was typed is meant. Else empty.
    """

    text: str
    about: str = ""


def standalone(text: str, before: str, understand: Callable[[str], Question]) -> SpeltOut:
    """Return a follow-up spelt out with what the question before was about.

    Args:
        text: the follow-up.
        before: the question before it.
        understand: understands a question against the index.
    """
    text = text.strip()
    now, then = understand(text), understand(before)
    if len(text) > _LONGEST:
        return SpeltOut(text)
    corrects = _CORRECTS.match(text)
    ellipsis = corrects or _ELLIPSIS.match(text)
    topic = ellipsis["topic"] if ellipsis else _name_alone(now)
    if corrects:
        now = understand(topic)  # what is put right is no longer meant
    if (other := _other_number(then.folded, topic)) and not (
        now.documents and _beside_number(topic, now)
    ):
        return SpeltOut(other)
    if now.documents:
        return SpeltOut(text)
    if _GOES_ON.search(text) and not now.subjects:
        return SpeltOut(f"{then.content.strip(' ,?!、。')} {text}")
    subject = _subjects(now)
    if not topic and _things(subject):
        return SpeltOut(text)
    if topic and (subject or _SUBJECT.search(now.folded) or _THAT_ONE.search(text)):
        topic = _CHANGED.sub("", topic)
        return SpeltOut(_with_subject(then, subject[0] if subject else topic, now))
    about = _context(then)
    settled = topic or _POINTS.search(text)
    left_open, unit = _OF_WHAT.match(text), _UNIT.search(then.folded)
    if left_open and unit:
        text = left_open["asked"] + unit[0]
    return SpeltOut(f"{about} {text}", "" if settled else about)


def _name_alone(question: Question) -> str:
    """Return the name where a question has nothing else (售中, 高级, 售后多少), else ``""``."""
    text = question.folded.strip(" ,?!、。")
    bare = _BARE.match(text)
    name = bare["topic"] if bare else text
    named = [m.name for m in question.mentions]
    return name if name in named or _SUBJECT.fullmatch(name) else ""


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


def _subjects(question: Question) -> list[str]:
    """Return the rare headings a question names: courses, tasks, chapters."""
    return [m.name for m in question.mentions if m.count <= _RARE]


def _things(names: list[str]) -> list[str]:
    """Return the names of what a question is about, without those of fields it asks for."""
    return [name for name in names if not _FIELD.fullmatch(name)]


def _kind(name: str, question: Question) -> str:
    """Return what a name is of, so that a chapter takes the place of a chapter only."""
    if name in question.subjects:
        return "thing"
    return "numbered" if _SUBJECT.fullmatch(name) else "field"


def _with_subject(question: Question, subject: str, asked: Question) -> str:
    """Ask the same question of another subject, named in the follow-up ``asked``."""
    text = question.folded
    alike = [n for n in _subjects(question) if _kind(n, question) == _kind(subject, asked)]
    for name in alike:
        if name in text:
            return _without_title(text, name, question).replace(name, subject)
    field = _FIELD.fullmatch(subject)
    found = (_FIELD if field else _SUBJECT).search(text)
    if found:
        return text[: found.start()] + subject + text[found.end() :]
    return f"{subject} {text}"


def _without_title(text: str, number: str, question: Question) -> str:
    """Drop the title of a chapter that is named by its number: the next one has another."""
    meant = {m.name: m.headings for m in question.mentions}
    for other, headings in meant.items():
        if number not in other and headings == meant.get(number):
            text = text.replace(other, "")
    return text


def _context(question: Question) -> str:
    """Return what a question is about: the documents and headings it names, or else its words."""
    names = list(question.subjects) or _things(_subjects(question))[:1]
    names += [found[0] for found in _SUBJECT.finditer(question.folded)]
    codes = _CODE.findall(question.folded)
    kinds = [w for w in question.routing if w in question.folded]
    told = " ".join(dict.fromkeys([*codes, *kinds, *names]))
    return told if names or codes else " ".join(question.content.split())
