"""Feedback in a real browser."""

from playwright.sync_api import expect


def test_feedback_becomes_a_gold_question_in_two_clicks(visiting, school):
    seen = visiting(school.url)
    page = seen.page
    seen.ask("食堂今天中午几点开饭？")
    page.get_by_role("button", name="有问题").click()
    page.get_by_label("问题出在哪里").fill("学校里没有食堂")
    page.get_by_label("问题出在哪里").press("Enter")
    expect(page.locator(".bk-said")).to_contain_text("学校里没有食堂")

    page.goto(f"{school.url}/feedback")
    item = page.locator(".bk-reviewed > li")
    expect(item).to_contain_text("学校里没有食堂")
    item.locator("summary", has_text="做成评测题").click()
    item.get_by_role("button", name="做成评测题").click()
    expect(item).to_contain_text("已做成评测题")
    assert "食堂今天中午几点开饭" in school.service.gold_file.read_text("utf-8")
    seen.check()
