"""The page 设置 in a real browser: for one user of a service without accounts."""

import re
import tomllib

import pytest
from playwright.sync_api import expect
from scripted_endpoint import KEY, serving

QUESTION = "仓储管理的考核怎么算分？"


@pytest.fixture
def settings_file(tmp_path, monkeypatch):
    file = tmp_path / "beike.toml"
    file.write_text("# 我们学校\n", "utf-8")
    monkeypatch.setenv("BEIKE_CONFIG", str(file))
    return file


@pytest.fixture
def settled(settings_file):
    """Puts the settings of a service back as they were."""
    before = []

    def remember(served):
        before.append((served.service, served.service.settings))
        return served

    yield remember
    for service, settings in before:
        service.adopt(settings)


def saved(page):
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#bk-told")).to_contain_text("已存进 beike.toml，从下一个问题起生效")


def test_settings_are_explained_checked_and_kept(visiting, staged, settings_file, settled):
    settled(staged)
    seen = visiting(staged.url, "/settings", "#bk-save")
    page = seen.page
    expect(page.locator("#bk-account")).to_have_count(0)
    told, address = page.locator("#bk-told"), page.get_by_label("接口地址")

    address.fill("127.0.0.1:11434")
    page.get_by_label("模型名称").fill("qwen3")
    page.get_by_role("button", name="保存").click()
    expect(told).to_contain_text("“接口地址”写得不对")
    expect(told).to_contain_text("http://127.0.0.1:11434/v1")
    address.fill("http://127.0.0.1:9/v1")
    page.get_by_label("按意思找").fill("-1")
    page.get_by_role("button", name="保存").click()
    expect(told).to_contain_text("“按意思找”不能小于 0")
    page.get_by_role("button", name="恢复原来的分量").click()
    expect(page.get_by_label("按意思找")).to_have_value("0.2")
    page.get_by_label("标题").fill("0.6")
    page.get_by_role("button", name="保存").click()
    expect(told).to_contain_text("已存进 beike.toml")
    expect(told).not_to_contain_text("重新启动")
    kept = tomllib.loads(settings_file.read_text("utf-8"))
    assert (kept["llm_model"], kept["heading_weight"], kept["dense_weight"]) == ("qwen3", 0.6, 0.2)
    assert "llm_api_key" not in kept and "# 我们学校" in settings_file.read_text("utf-8")

    page.get_by_role("button", name="试一试模型").click()
    expect(page.locator("#bk-tried")).to_contain_text("模型服务出错：连接不上")
    seen.check()


def test_the_next_question_goes_to_the_model_that_was_just_saved(visiting, school, settled):
    settled(school)
    offline = school.service.assistant_for(None).ask(QUESTION)
    rank, sentence = next(
        (passage.rank, line)
        for passage in offline.passages
        for line in passage.text.splitlines()
        # One sentence of one part, so that it is taken as it is.
        if not passage.derived and re.fullmatch(r"[^。；：\t]{12,}。", line)
        if line not in offline.text
    )
    asking = visiting(school.url)
    asking.ask(QUESTION)
    asking.page.get_by_role("button", name="复制").wait_for()
    with serving() as endpoint:
        endpoint.says(f"{sentence}[{rank}]")
        page = visiting(school.url, "/settings", "#bk-save").page
        page.get_by_label("接口地址").fill(endpoint.url)
        page.get_by_label("模型名称").fill("scripted")
        page.locator("#bk-settings input[type=password]").fill(KEY)
        page.get_by_label("标题").fill("0.6")
        saved(page)
        assert endpoint.requests == []
        # The page that was open all the while has not been told of anything.
        asking.page.get_by_role("button", name="重新回答").click()
        expect(asking.page.locator("#bk-log .bk-answer")).to_have_text(
            re.compile(rf"^\s*{re.escape(sentence)}1\s*以上回答由人工智能模型")
        )
        assert endpoint.keys == [f"Bearer {KEY}"]
    assert school.service.settings.heading_weight == 0.6
    assert school.service.settings.dense_weight == 0.2


def test_what_the_page_does_not_decide_is_named(
    visiting, staged, settings_file, settled, monkeypatch
):
    settled(staged)
    settings_file.write_text("port = 8123\nllm_total_s = 77.0\n", "utf-8")
    monkeypatch.setenv("BEIKE_SHEET_WEIGHT", "0.25")
    seen = visiting(staged.url, "/settings", "#bk-save")
    page, fixed = seen.page, seen.page.locator("#bk-fixed")
    expect(fixed).to_contain_text("里改过、还没有生效的：")
    expect(fixed).to_contain_text("一个回答最多用几秒")
    expect(fixed).to_contain_text("在这里改不起作用：学时汇总（BEIKE_SHEET_WEIGHT）")
    expect(fixed).to_contain_text("要重新启动备课才生效：端口（port）")
    page.get_by_label("学时汇总").fill("0.9")
    saved(page)
    told = page.locator("#bk-told")
    expect(told).to_contain_text("在这里改不起作用：学时汇总（BEIKE_SHEET_WEIGHT）")
    expect(told).to_contain_text("要重新启动备课才生效：端口（port）")
    expect(fixed).to_be_hidden()
    running = staged.service.settings
    assert (running.llm_total_s, running.sheet_weight, running.port) == (77.0, 0.25, 7860)
    seen.check()
