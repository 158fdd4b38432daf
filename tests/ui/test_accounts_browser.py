"""Accounts in a real browser: signing in, one's own things, one's password and keys."""

import pytest
from playwright.sync_api import expect

from rag.data.records import Role
from rag.data.users import Users, local_user

PASSWORD = "四个词-连在-一起-才好"
OTHER = "另外-四个-词也-很好"


@pytest.fixture
def accounts(school):
    with school.service.database.write() as session:
        users = Users(session, local_user(session))
        users.add("张老师", PASSWORD)
        users.add("李老师", PASSWORD, Role.ADMIN)
    return school


def fill_in(page, name, password):
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def signed_in(visiting, accounts):
    def sign_in(name, path="/"):
        seen = visiting(accounts.url, path, "#login", stranger=True)
        fill_in(seen.page, name, PASSWORD)
        seen.page.locator(".bk-welcome").wait_for()
        return seen

    return sign_in


def test_two_teachers_see_nothing_of_each_other(signed_in, accounts):
    zhang, li = signed_in("张老师"), signed_in("李老师")
    expect(zhang.page.locator(".bk-user")).to_have_text("张老师")
    links = zhang.page.locator(".bk-header nav a")
    expect(links).to_have_text(["问答", "备课", "资料", "设置"])
    expect(li.page.locator(".bk-header nav a")).to_have_count(6)

    zhang.ask("仓储管理课的入库任务参考学时是多少？")
    expect(zhang.page.locator("#bk-log .bk-answer")).to_contain_text("60")
    expect(zhang.page.locator("#bk-talks li")).to_have_count(1)
    address = zhang.page.url
    assert "?c=" in address
    li.page.goto(address)
    expect(li.page.locator("#bk-log")).to_contain_text("没有这个对话")
    expect(li.page.locator("#bk-talks li")).to_have_count(0)

    zhang.page.goto(f"{accounts.url}/evaluation")
    expect(zhang.page.locator("#bk-report")).to_contain_text("由管理员使用")
    zhang.page.get_by_role("button", name="退出").click()
    expect(zhang.page.locator("#login")).to_be_visible()
    zhang.check()
    li.check()


def test_a_teacher_changes_the_password_and_signs_in_with_it(signed_in, accounts):
    seen = signed_in("张老师")
    page = seen.page
    page.goto(f"{accounts.url}/settings")
    expect(page.locator("#bk-account")).to_contain_text("您是教师，用户名 张老师")
    expect(page.get_by_label("接口地址")).to_have_count(0)
    page.get_by_role("button", name="改密码").first.click()
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill(OTHER)
    page.get_by_label("再输一次新密码").fill("别的")
    page.locator("#bk-change").click()
    expect(page.locator("#bk-changed")).to_contain_text("两次输入的新密码不一样")
    page.get_by_label("再输一次新密码").fill(OTHER)
    page.get_by_label("再输一次新密码").press("Enter")

    expect(page.locator("#told")).to_contain_text("请用新密码登录")
    fill_in(page, "张老师", PASSWORD)
    expect(page.locator("#told")).to_contain_text("用户名或密码不对")
    fill_in(page, "张老师", OTHER)
    expect(page.locator(".bk-welcome")).to_be_visible()
    assert seen.foreign == []


def test_a_key_is_shown_once_opens_the_service_and_is_removed(signed_in, accounts):
    seen = signed_in("张老师")
    page = seen.page
    page.goto(f"{accounts.url}/settings")
    page.get_by_label("新密钥的名称").fill("成绩脚本")
    page.get_by_role("button", name="新建密钥").click()
    key = page.locator(".bk-secret code").inner_text()

    def asked():
        bearer = {"Authorization": f"Bearer {key}"}
        return page.request.get(f"{accounts.url}/v1/me", headers=bearer)

    assert asked().json()["name"] == "张老师"
    page.reload()
    row = page.locator(".bk-keys li")
    expect(row).to_contain_text("成绩脚本")
    expect(page.locator(".bk-secret")).to_have_count(0)
    assert key not in page.content()
    page.get_by_role("button", name="删除密钥：成绩脚本").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(row).to_have_count(0)
    assert asked().status == 401
    seen.check()
