"""The whole way in a browser: real documents, real index, real answers, no network."""

import re

from playwright.sync_api import expect


def test_a_teacher_asks_and_opens_the_place_that_is_cited(
    visiting, serving, assistant, shipped_settings
):
    with serving(assistant, shipped_settings) as url:
        visit = visiting(url)
        expect(visit.page.locator(".bk-welcome")).to_contain_text("电子商务专业")

        visit.ask("仓储管理课的入库、在库、出库三个任务，参考学时怎么分的？")

        answer = visit.page.locator(".bk-answer").last
        expect(answer).to_contain_text("60")
        expect(answer).to_contain_text("48")
        expect(answer).to_contain_text("32")
        answer.locator("button.bk-cite").first.click()
        mark = visit.page.locator("mark:visible").first
        expect(mark).to_contain_text("60")
        visit.check()


def test_a_question_the_documents_do_not_answer_is_refused_in_the_page(
    visiting, serving, assistant, shipped_settings
):
    with serving(assistant, shipped_settings) as url:
        visit = visiting(url)

        visit.ask("食堂今天中午几点开饭？")

        expect(visit.page.locator(".bk-answer").last).to_contain_text("没有找到")
        expect(visit.page.locator("mark:visible")).to_have_count(0)
        visit.check()


def test_every_example_question_on_the_page_is_answered(
    visiting, serving, assistant, shipped_settings
):
    with serving(assistant, shipped_settings) as url:
        visit = visiting(url)
        example = visit.page.get_by_role("button", name=re.compile("？$")).first
        question = example.inner_text()

        example.click()

        expect(visit.page.get_by_text(question).last).to_be_visible()
        answer = visit.page.locator(".bk-answer").last
        expect(answer).to_contain_text("1")
        expect(answer).not_to_contain_text("没有找到")
        visit.check()
