"""The page 设置 in a real browser: for one user of a service without accounts."""

import tomllib

import pytest
from playwright.sync_api import expect


@pytest.fixture
def settings_file(tmp_path, monkeypatch):
    file = tmp_path / "beike.toml"
    file.write_text("# 我们学校\n", "utf-8")
    monkeypatch.setenv("BEIKE_CONFIG", str(file))
    return file


def test_settings_are_explained_checked_and_kept(visiting, staged, settings_file):
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
    kept = tomllib.loads(settings_file.read_text("utf-8"))
    assert (kept["llm_model"], kept["heading_weight"], kept["dense_weight"]) == ("qwen3", 0.6, 0.2)
    assert "llm_api_key" not in kept and "# 我们学校" in settings_file.read_text("utf-8")

    page.get_by_role("button", name="试一试模型").click()
    expect(page.locator("#bk-tried")).to_contain_text("模型服务出错：连接不上")
    seen.check()
