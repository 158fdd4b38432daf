"""The whole way in a browser: real documents, real index, real answers, no network."""

import re

from playwright.sync_api import expect


def test_a_teacher_asks_and_opens_the_place_that_is_cited(visiting, school):
    visit = visiting(school.url)
    expect(visit.page.locator(".bk-welcome")).to_contain_text("电子商务专业")

    visit.ask("仓储管理课的入库、在库、出库三个任务，参考学时怎么分的？")

    answer = visit.page.locator("#bk-log .bk-answer").last
    expect(answer).to_contain_text("60")
    expect(answer).to_contain_text("48")
    expect(answer).to_contain_text("32")
    answer.locator("button.bk-cite").first.click()
    mark = visit.page.locator("mark:visible").first
    expect(mark).to_contain_text("60")
    visit.check()


def test_a_question_the_documents_do_not_answer_is_refused_in_the_page(visiting, school):
    visit = visiting(school.url)

    visit.ask("食堂今天中午几点开饭？")

    expect(visit.page.locator("#bk-log .bk-answer").last).to_contain_text("没有找到")
    expect(visit.page.locator("mark:visible")).to_have_count(0)
    visit.check()


def test_a_greeting_is_answered_by_a_friendly_line_not_a_refusal(visiting, school):
    visit = visiting(school.url)

    visit.ask("你好")

    turn = visit.page.locator("#bk-log .bk-turn")
    expect(turn).to_contain_text("备课助手")
    expect(turn).not_to_contain_text("没有找到")
    expect(turn.locator(".bk-refused")).to_have_count(0)

    # It is kept like any other, and no history of the next question.
    visit.page.reload()
    expect(turn).to_contain_text("备课助手")
    expect(turn.locator(".bk-refused")).to_have_count(0)
    visit.check()


def test_every_example_question_on_the_page_is_answered(visiting, school):
    visit = visiting(school.url)
    examples = visit.page.locator("#bk-examples button:visible")
    expect(examples.first).to_be_visible()
    for question in examples.all_inner_texts():
        assert re.search("？$", question)
        visit.page.get_by_role("button", name=question, exact=True).click()
        answer = visit.page.locator("#bk-log .bk-answer")
        expect(answer.locator("button.bk-cite").first).to_be_visible()
        expect(answer).not_to_contain_text("没有找到")
        visit.page.get_by_role("button", name="新对话").click()
        expect(examples.first).to_be_visible()
    visit.check()
