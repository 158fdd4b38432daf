"""Cards, source view and answers as HTML: the right place is marked and foreign text is inert."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fake_assistant import INJECTION, PLAN, FakeAssistant
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Citation, Passage, SourceView
from ui.cards import CONTEXT, card, cite_button, source_html, sources_panel
from ui.conversation import Exchange
from ui.markup import answer_html
from ui.talk_html import panels_html
from ui.transcript import live, transcript

TEXT = st.text(st.sampled_from("教学目标 <>&\"'`${}[]()!*_#|\n\t\\1/=javascript:img"), max_size=60)


PANEL_TAGS = {
    "a",
    "section",
    "h2",
    "small",
    "p",
    "ol",
    "li",
    "details",
    "summary",
    "span",
    "div",
} | {
    "mark",
    "button",
}
PANEL_ATTRIBUTES = {
    "class",
    "href",
    "id",
    "title",
    "role",
    "tabindex",
    "type",
    "data-turn",
    "data-card",
} | {
    "aria-label",
    "aria-hidden",
}
HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
BLOCKS = {"article", "div", "p", "ul", "ol", "li", "hr", "pre", "blockquote"}
INLINE = {"span", "br", "i", "strong", "em", "code"}
ANSWER_TAGS = HEADINGS | TABLES | BLOCKS | INLINE


class Page(HTMLParser):
    """Collects tags with attributes, all text, and the text inside ``mark``."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked = ""
        self._open: list[str] = []
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        self.text += data
        if "mark" in self._open:
            self.marked += data

    def names(self) -> set[str]:
        return {name for name, _ in self.tags}

    def attributes(self) -> set[str]:
        return {key for _, attrs in self.tags for key in attrs}

    def find(self, css_class: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.tags if css_class in (a.get("class") or "").split()]


def cite(quote: str, start: int, **changes) -> Citation:
    fields = {
        "n": 1,
        "chunk_id": "c",
        "document": "a.txt",
        "title": "甲文件",
        "heading_path": ("一、目标", "（二）能力"),
        "page": 29,
        **changes,
    }
    return Citation(quote=quote, start=start, end=start + len(quote), **fields)


def view(before: str, text: str, after: str, start: int) -> SourceView:
    return SourceView(
        "c", "a.txt", "甲文件", (), None, before, text, after, start, start + len(text)
    )


def test_a_card_says_that_the_file_is_no_longer_what_was_read() -> None:
    told = {
        state: Page(card(1, cite("甲", 0, outdated=state), None)).text
        for state in ("", "changed", "deleted")
    }
    assert "文件已改动" in told["changed"]
    assert "文件已删除" in told["deleted"]
    assert "文件已" not in told[""]


def test_a_card_names_the_other_places_of_the_same_text() -> None:
    assert (
        "同样见：b.txt、c.txt"
        in Page(card(1, cite("甲", 0, also_in=("b.txt", "c.txt")), None)).text
    )
    assert "同样见" not in Page(card(1, cite("甲", 0), None)).text


# --- source view -----------------------------------------------------------------------------


def test_the_quote_is_marked_where_its_offsets_say_not_at_the_first_match() -> None:
    # Canonical text from offset 100: "写标签。写标签。写标签。完"; the passage is the second and
    # third sentence, the quote the third.
    source = view("写标签。", "写标签。写标签。", "完", 104)
    html = source_html(cite("写标签。", 108), source)
    page = Page(html)
    assert page.marked == "写标签。"
    assert html.index("<mark>") == html.index("写标签。写标签。") + 8
    assert "写标签。写标签。<mark>写标签。</mark>完" in html


def test_a_quote_may_reach_into_the_surroundings() -> None:
    page = Page(source_html(cite("甲乙丙", 9), view("一甲", "乙", "丙二", 10)))
    assert page.marked == "甲乙丙"


def test_offsets_that_do_not_fit_mark_the_whole_passage() -> None:
    source = view("前", "中间", "后", 50)
    for wrong in (cite("中", 51), cite("中间", 900), cite("前前前", 0)):
        assert Page(source_html(wrong, source)).marked == "中间"


def test_gaps_show_where_the_document_goes_on() -> None:
    start = view("", "全文", "", 0)
    assert "……" not in source_html(cite("全文", 0), start)
    middle = view("前", "中", "后" * CONTEXT, 500)
    html = source_html(cite("中", 500), middle)
    assert html.count("……") == 2
    last = view("前", "中", "后", 500)
    assert source_html(cite("中", 500), last).count("……") == 1


@given(TEXT, TEXT.filter(bool), TEXT, st.integers(0, 50))
def test_any_surroundings_come_out_as_written(before, text, after, extra) -> None:
    start = len(before) + extra
    page = Page(source_html(cite(text, start), view(before, text, after, start)))
    assert page.marked == text
    assert page.text.removeprefix("……") == before + text + after
    assert page.names() <= {"div", "span", "mark"}


# --- cards -----------------------------------------------------------------------------------


def test_a_card_says_where_the_quote_is_from() -> None:
    answer = Answer("问", "answered", "答[1]", (cite("原话", 5),))
    page = Page(sources_panel(3, answer, {"c": view("前", "原话", "后", 5)}, current=True))
    assert page.find("bk-card")[0]["id"] == "bk-card-3-1"
    for part in ("甲文件", "一、目标 › （二）能力", "第 29 页", "原话", "1 处"):
        assert part in page.text
    assert page.marked == "原话"
    assert "is-current" in (page.find("bk-panel")[0]["class"] or "")


def test_a_document_without_pages_has_no_page_and_no_none() -> None:
    answer = Answer("问", "answered", "答[1]", (cite("原话", 5, page=None),))
    panel = sources_panel(1, answer, {}, current=False)
    assert "None" not in panel and "第 " not in panel and "is-current" not in panel


def test_a_source_that_is_gone_leaves_the_quote_and_says_so() -> None:
    answer = Answer("问", "answered", "答[1]", (cite("原话", 5),))
    page = Page(sources_panel(1, answer, {}, current=True))
    assert "原话" in page.text and "原文已更新" in page.text
    assert page.marked == ""


def test_a_refusal_has_no_cards_but_shows_what_came_closest() -> None:
    passage = Passage(1, "c", "a.txt", "甲文件", (), 4, "长" * 200, 0.1, 0, 200, "paragraph", True)
    page = Page(sources_panel(1, Answer("问", "refused", "没有", (), (passage,)), {}, current=True))
    assert not page.find("bk-card")
    assert "最接近的段落（1）" in page.text
    assert "由表格汇总" in page.text
    assert "长" * 160 + "…" in page.text and "长" * 161 not in page.text


@given(TEXT, TEXT, TEXT.filter(bool), TEXT)
def test_nothing_in_a_panel_can_become_markup(title, heading, quote, question) -> None:
    citation = cite(quote, 0, title=title, heading_path=(heading,), document=title)
    passage = Passage(1, "c", title, title, (heading,), 1, quote, 0.1, 0, 1, "paragraph")
    answer = Answer(question, "answered", "答[1]", (citation,), (passage,))
    markup = sources_panel(1, answer, {"c": view("", quote, "", 0)}, current=True)
    page = Page(markup + cite_button(1, citation))
    assert page.names() <= PANEL_TAGS
    assert page.attributes() <= PANEL_ATTRIBUTES


# --- answers ---------------------------------------------------------------------------------


def test_known_marks_become_buttons_and_unknown_ones_stay_text() -> None:
    answer = Answer("问", "answered", "甲[1]乙[2]，`[1]`。", (cite("原话", 0),))
    page = Page(transcript([Exchange(4, "问", answer)]))
    buttons = page.find("bk-cite")
    assert [b["data-card"] for b in buttons] == ["bk-card-4-1"]
    assert buttons[0]["aria-label"] == "出处 1：甲文件，第 29 页"
    assert "乙[2]" in page.text
    assert "[1]" in page.text, "code keeps its text"


def test_markdown_that_teachers_see_is_rendered() -> None:
    html = answer_html("**重点**\n\n- 甲\n- 乙\n\n| 环节 | 分钟 |\n|---|---|\n| 导入 | 5 |", str)
    assert "<strong>重点</strong>" in html
    assert html.count("<li>") == 2
    assert "<td>导入</td>" in html


def test_lines_of_a_document_keep_their_breaks() -> None:
    assert "甲<br />\n乙" in answer_html("甲\n乙", str)


def test_an_answer_cannot_fetch_or_link_anything() -> None:
    text = (
        "![x](http://evil.example/a.png) [点我](http://evil.example) <http://evil.example> "
        f"[a]: http://evil.example\n\n[b](javascript:alert(1)) {INJECTION}\n\n<div onclick=x>"
    )
    page = Page(answer_html(text, lambda n: None))
    assert page.names() <= {"p", "br"}
    assert "http://evil.example/a.png" in page.text


@given(TEXT)
def test_no_answer_makes_other_elements_than_text_needs(text) -> None:
    page = Page(live(text, text))
    assert page.names() <= ANSWER_TAGS
    assert page.attributes() <= {"class", "role", "aria-busy", "aria-hidden", "start", "style"}


def test_a_problem_is_a_sentence_and_a_refusal_is_calm() -> None:
    failed = Exchange(1, f"问{INJECTION}", problem="模型没有装好。", hint="请运行 beike doctor。")
    answer = Answer("食堂", "refused", "文件里没有。", (), (), {"retrieve": 1.0}, ("注意",))
    refused = Exchange(2, "食堂", answer)
    page = Page(transcript([failed, refused]))
    assert page.find("bk-problem")[0]["role"] == "alert"
    assert "模型没有装好。请运行 beike doctor。" in page.text
    assert page.find("bk-refused") and not page.find("bk-more")
    assert "注意" in page.text
    assert "img" not in page.names()


@pytest.mark.parametrize("status", ["answered", "refused"])
def test_how_a_follow_up_was_understood_stands_above_its_answer(status) -> None:
    answer = Answer("考核呢", status, "占六成。", (), (), {"retrieve": 1.0}, (), f"茶艺{INJECTION}")
    page = Page(transcript([Exchange(1, "考核呢", answer)]))
    assert page.text.index("理解为：茶艺") < page.text.index("占六成。")
    assert "img" not in page.names()
    assert "理解为" not in transcript([Exchange(1, "问", replace(answer, understood=""))])


def test_small_talk_is_a_plain_line() -> None:
    said = Exchange(1, "你好", Answer("你好", "refused", "你好，我是备课助手。"), message_id="m")
    assert said.is_small_talk
    page = Page(transcript([said]))
    assert "你好，我是备课助手。" in page.text and "没有找到" not in page.text
    assert not page.find("bk-refused") and not page.find("bk-tools")
    assert "回答引用的原文会列在这里" in Page(panels_html([said])).text


def test_the_fake_quotes_itself_verbatim() -> None:
    # The browser test leans on these offsets.
    citation = FakeAssistant().ask("考核").citations[0]
    assert PLAN[citation.start : citation.end] == citation.quote
