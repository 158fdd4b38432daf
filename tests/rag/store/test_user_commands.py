"""``beike user``: accounts, keys, and what was kept before there were any."""

import json

import pytest
from typed_commands import PASSWORD, add

from rag.store.conversations import Conversations
from rag.store.documents import Documents, Upload
from rag.store.logins import Logins
from rag.store.records import Role
from rag.store.users import Users, local_user


def test_an_account_is_added_and_can_sign_in(run, open_it):
    result = add(run, "王老师", "--admin")
    assert result.exit_code == 0, result.output
    assert "已添加管理员：王老师" in result.stderr
    assert PASSWORD not in result.output
    login = Logins(open_it()).login("王老师", PASSWORD, "10.0.0.1")
    assert login.user.role is Role.ADMIN
    assert (run.folder / "data" / "beike.db").is_file()


def test_the_password_is_asked_for_twice(run, open_it):
    result = run("user", "add", "王老师", typed=[PASSWORD, "typo", PASSWORD + "!", PASSWORD + "!"])
    assert result.exit_code == 0, result.output
    assert result.output.count("再输入一次") == 2
    assert Logins(open_it()).login("王老师", PASSWORD + "!", "10.0.0.1")


def test_a_script_gives_the_password_on_standard_input(run, open_it):
    result = run("user", "add", "王老师", "--password-stdin", typed=[f"{PASSWORD}\r"])
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert Logins(open_it()).login("王老师", PASSWORD, "10.0.0.1").user.role is Role.TEACHER


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("王老师", "1234567", "密码至少要 8 个字符"),
        ("local", PASSWORD, "自己用的名字"),
        ("王 老师", PASSWORD, "不能有空格"),
    ],
)
def test_what_is_against_the_rules_is_refused_with_exit_code_1(run, name, password, said):
    result = run("user", "add", name, typed=[password, password])
    assert result.exit_code == 1
    assert said in result.stderr
    assert run("user", "list", "--json").stdout.strip() == "[]"


def test_a_name_that_is_taken_is_refused(run):
    add(run, "Wang")
    result = add(run, "wang")
    assert result.exit_code == 1
    assert "已经有用户 wang" in result.stderr


def test_accounts_are_listed_for_people_and_programs(run):
    empty = run("user", "list")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "还没有账户" in empty.stderr
    add(run, "李老师")
    add(run, "教务处", "--admin")
    lines = run("user", "list").stdout.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["教务处", "管理员"], ["李老师", "教师"]]
    rows = json.loads(run("user", "list", "--json").stdout)
    assert [(row["name"], row["role"]) for row in rows] == [
        ("教务处", "admin"),
        ("李老师", "teacher"),
    ]
    assert "hash" not in str(rows)


def test_a_password_is_changed(run, open_it):
    add(run, "王老师")
    changed = run("user", "passwd", "王老师", typed=["另一个更长的密码"] * 2)
    assert "已改密码：王老师" in changed.stderr
    assert Logins(open_it()).login("王老师", "另一个更长的密码", "10.0.0.1")
    missing = run("user", "passwd", "赵老师")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "没有用户 赵老师" in missing.stderr


def test_an_account_is_disabled_and_told_so_in_the_list(run, open_it):
    add(run, "王老师")
    add(run, "教务处", "--admin")
    done = run("user", "disable", "王老师")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "已停用：王老师" in done.stderr
    lines = run("user", "list").stdout.splitlines()
    assert [line.split("\t")[3:] for line in lines] == [[], ["已停用"]]
    rows = json.loads(run("user", "list", "--json").stdout)
    assert [row["can_sign_in"] for row in rows] == [True, False]
    last = run("user", "disable", "教务处")
    assert (last.exit_code, "唯一" in last.stderr) == (1, True)
    run("user", "passwd", "王老师", typed=[PASSWORD] * 2)
    assert Logins(open_it()).login("王老师", PASSWORD, "10.0.0.1")


def test_what_was_kept_without_accounts_is_offered_and_taken_over(run, open_it):
    mine = run.folder / "corpus" / "个人资料" / "local" / "教案.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("教案")
    with open_it().write() as session:
        local = local_user(session)
        Conversations(session, local).start("绿茶")
        Documents(session, local).add(Upload("个人资料/local/教案.md", "教案.md", "0" * 64))
    offered = add(run, "王老师", "--admin").stderr
    assert "对话 1，草稿 0，评价 0，资料 1" in offered
    assert "beike user take-over 王老师" in offered
    done = run("user", "take-over", "王老师")
    assert done.exit_code == 0, done.output
    assert "已归到 王老师：对话 1，草稿 0，评价 0，资料 1" in done.stderr
    assert "beike index" in done.stderr
    with open_it().read() as session:
        wang = Users(session, local_user(session)).find("王老师")
        assert [talk.title for talk in Conversations(session, wang).page()] == ["绿茶"]
    assert not mine.exists()
    moved = run.folder / "data" / "index-uploads" / "个人资料" / wang.id / "教案.md"
    assert moved.read_text() == "教案"
    assert "take-over" not in add(run, "李老师").stderr
    assert run("user", "take-over", "赵老师").exit_code == 1


def test_a_key_is_shown_once_on_stdout(run, open_it):
    add(run, "王老师")
    made = run("user", "key", "add", "王老师", "脚本")
    secret = made.stdout.strip()
    assert secret.startswith("bk_")
    assert "只显示这一次" in made.stderr
    assert Logins(open_it()).user_of_key(secret).name == "王老师"
    listed = run("user", "key", "list", "王老师").stdout
    assert listed.startswith(f"脚本\t{secret[:8]}…\t")
    assert secret not in listed
    (row,) = json.loads(run("user", "key", "list", "王老师", "--json").stdout)
    assert row["name"] == "脚本"
    assert secret not in str(row)
    assert run("user", "key", "remove", "王老师", "脚本").exit_code == 0
    assert Logins(open_it()).user_of_key(secret) is None
    assert run("user", "key", "remove", "王老师", "脚本").exit_code == 1


def test_a_user_is_removed_after_a_question_with_all_files(run, open_it):
    add(run, "王老师")
    mine = run.folder / "corpus" / "users" / "w" / "教案.docx"
    mine.parent.mkdir(parents=True)
    mine.write_text("教案")
    outside = run.folder / "outside.docx"
    outside.write_text("别人的")
    with open_it().write() as session:
        wang = Users(session, local_user(session)).find("王老师")
        for path in ("users/w/教案.docx", "../outside.docx", "users/w/没有.docx"):
            Documents(session, wang).add(Upload(path, "x", "0" * 64))
    refused = run("user", "remove", "王老师")
    assert refused.exit_code == 1
    assert mine.exists()
    done = run("user", "remove", "王老师", "--yes")
    assert done.exit_code == 0, done.output
    assert "资料 3" in done.stderr
    assert "beike index" in done.stderr
    assert (mine.exists(), outside.exists()) == (False, True)
    assert run("user", "list").stdout == ""


def test_folders_may_be_named_before_the_command(run):
    result = run("user", "--index", "other/index", "list")
    assert result.exit_code == 0, result.output
    assert (run.folder / "other" / "beike.db").is_file()
    assert not (run.folder / "data").exists()
    nested = run("user", "--index", "third/index", "key", "list", "local")
    assert nested.exit_code == 0, nested.output
    assert (run.folder / "third" / "beike.db").is_file()
