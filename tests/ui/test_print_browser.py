"""The pages on paper: what is printed, and what stays on the screen."""

import io
import unicodedata

import pdfplumber
from browsing import drafted
from playwright.sync_api import expect

A4 = (595, 842)
#: A PDF may name a character by the radical that looks like it; NFKC leaves these apart.
RADICALS = str.maketrans("⻚⻬戶", "页齐户")
#: What is pressed, typed or chosen.
CONTROLS = "button:not(.bk-cite), input, textarea, nav, header, #bk-past"


def printed(page):
    """Return the text that is printed, folded and without white space; nothing to press."""
    page.emulate_media(media="print")
    for control in page.locator(CONTROLS).all():
        expect(control).to_be_hidden()
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
        for sheet in pdf.pages:
            assert (round(sheet.width), round(sheet.height)) == A4
            right = sheet.width - 40
            assert all(char["x1"] <= right for char in sheet.chars if char["text"].strip())
        text = "".join(sheet.extract_text() for sheet in pdf.pages)
    page.emulate_media(media="screen")
    return unicodedata.normalize("NFKC", "".join(text.split())).translate(RADICALS)


def test_an_answer_is_printed_with_every_source(visiting, staged):
    # In the dark scheme, with one source open: neither is seen on paper.
    seen = visiting(staged.url, color_scheme="dark")
    page = seen.page
    for asked in range(1, 10):
        seen.ask("标签课怎么考核？")
        expect(page.locator("#bk-log button.bk-cite")).to_have_count(2 * asked)
    page.locator("#bk-log button.bk-cite").last.click()
    text = printed(page)
    assert text.count("问:标签课怎么考核?") == 9
    assert text.count("过程性考核占六成,成果占四成[1]") == 9
    assert text.count("[1]搭建客户标签课程安排›考核") == 9
    assert text.count("[2]网店专业标准第29页") == 9
    assert text.count("过程占六成,成果占四成。") == 9
    page.emulate_media(media="print")
    ground, ink = page.evaluate(
        """() => [document.body, document.querySelector(".bk-answer")]
            .map((e, at) => getComputedStyle(e)[at ? "color" : "backgroundColor"])"""
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    seen.check()


def test_a_draft_is_printed_whole_with_its_tables_and_sources(visiting, school):
    seen = drafted(visiting, school)
    names = seen.page.locator(".bk-section h3").all_inner_texts()
    assert len(names) == 12
    sources = seen.page.locator("#bk-panels .bk-card").count()
    assert sources > 5
    text = printed(seen.page)
    assert text.startswith("入库管理教案")
    at = 0
    for name in names:
        at = text.index(name, at)
    assert "环节教学内容教师活动学生活动设计意图" in text
    assert text.count("电子商务专业工学一体化课程标准(备课示例版)五、课程标准") >= sources - 2
    assert "重写" not in text
    seen.check()


def test_a_source_is_printed_with_its_name_and_the_marked_place(visiting, school):
    seen = visiting(school.url)
    page = seen.page
    seen.ask("仓储管理课的入库、在库、出库三个任务，参考学时怎么分的？")
    page.locator("#bk-log button.bk-cite").first.click()
    page.locator("#bk-card-1-1 .bk-whole-link").click()
    expect(page.locator(".bk-text mark")).to_be_in_viewport()
    text = printed(page)
    assert text.startswith("电子商务专业工学一体化课程标准(备课示例版)标出的一处:")
    assert text.count("一、专业信息") == 1  # in the text, and no outline beside it
    page.emulate_media(media="print")
    mark = page.locator(".bk-text mark")
    expect(mark).to_have_css("text-decoration-line", "underline")
    seen.check()
