"""``beike user``, ``backup``, ``restore``, ``export``, ``upgrade``, and the doctor's look."""

import json
import re
import stat
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from filled_database import fill

from rag.cli import main
from rag.commands import user as user_module
from rag.data.address import database_url
from rag.data.database import Database
from rag.data.documents import Documents, Upload
from rag.data.logins import Logins
from rag.data.migrating import head, revisions, upgrade
from rag.data.opening import open_database
from rag.data.records import Role
from rag.data.users import Users, local_user
from rag.settings import Settings

PASSWORD = "八个字符就可以了"
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


@pytest.fixture
def run(beike):
    """The command with the database of the test's folder; ``typed`` is what is typed, a line each.

    The stand-in of a terminal writes what is asked to stdout, a real one to stderr.
    """

    def call(*arguments, typed=()):
        return CliRunner().invoke(
            main,
            [str(argument) for argument in arguments],
            input="".join(f"{line}\n" for line in typed),
            env={**beike.environ, "BEIKE_INDEX": "data/index"},
        )

    call.folder = beike.folder
    return call


@pytest.fixture
def open_it(run):
    """Opens the database that the command uses."""
    opened = []

    def open_now():
        opened.append(open_database(Settings(index=run.folder / "data" / "index")))
        return opened[-1]

    yield open_now
    for database in opened:
        database.close()


def add(run, name, *options):
    return run("user", "add", name, *options, typed=[PASSWORD, PASSWORD])


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


def test_backup_restore_and_export(run, open_it, clock):
    fill(open_it(), clock)
    done = run("backup", "b.zip")
    assert done.exit_code == 0, done.output
    assert "用户 4，对话 3，草稿 3，评价 6，资料 4" in done.stderr
    assert stat.S_IMODE((run.folder / "b.zip").stat().st_mode) == 0o600
    again = run("backup", "b.zip")
    assert (again.exit_code, "已经存在" in again.stderr) == (1, True)

    refused = run("restore", "b.zip")
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    run("user", "remove", "王老师", "--yes")
    forced = run("restore", "b.zip", "--force")
    assert "已恢复：用户 4，对话 3" in forced.stderr
    assert "王老师" in run("user", "list").stdout
    elsewhere = run("restore", "b.zip", "--index", "new/index")
    assert elsewhere.exit_code == 0, elsewhere.output
    assert (run.folder / "new" / "beike.db").is_file()
    assert run("restore", "none.zip").exit_code == 1

    exported = run("export", "王老师", "w.zip")
    assert "对话 1，草稿 1，评价 2，资料 1" in exported.stderr, exported.output
    with ZipFile(run.folder / "w.zip") as archive:
        (text,) = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".md")]
    assert text.startswith("# 绿茶冲泡")
    assert run("export", "local", "l.zip").exit_code == 0
    assert run("export", "赵老师", "z.zip").exit_code == 1
    assert not (run.folder / "z.zip").exists()


def at_first_revision(settings):
    database = Database(database_url(settings))
    with database.schema() as connection:
        upgrade(connection, revisions()[0])
    database.close()


def test_upgrade_says_from_where_to_where(run):
    settings = Settings(index=run.folder / "data" / "index")
    at_first_revision(settings)
    assert f"已从 {revisions()[0]} 升级到 {head()}" in run("upgrade").stderr
    assert f"已经是最新的（{head()}）" in run("upgrade").stderr


def test_the_doctor_looks_at_the_database(run):
    def check():
        return next(c for c in json.loads(run("doctor", "--json").stdout) if c["name"] == "数据库")

    assert "第一次使用时建立" in check()["detail"]
    assert not (run.folder / "data").exists()
    add(run, "王老师")
    assert check()["detail"].endswith(f"版本 {head()}，1 个账户")
    (run.folder / "data" / "beike.db").unlink()
    for file in (run.folder / "data").iterdir():
        file.unlink()
    at_first_revision(Settings(index=run.folder / "data" / "index"))
    assert (check()["ok"], check()["remedy"]) == (False, "请运行 beike upgrade。")


def leaves(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield (*path, name)
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = [("backup",), ("restore",), ("export",), ("upgrade",), ("user",)]
COMMANDS += [*leaves(user_module.user, ("user",))]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_in_chinese_and_english(beike, path):
    result = beike(*path, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    text, _, options = result.stdout.partition("Options:")
    assert CHINESE.search(text)
    assert re.search(r"[A-Za-z]{3,} [a-z]{1,}", text.partition("\n")[2])
    for line in re.findall(r"^  -.*?(?=^  -|\n\n|\Z)", options, re.M | re.S):
        assert CHINESE.search(line), line
        assert re.search(r"[a-z]{3,}", line.partition("/")[2]), line
    if path != ("user", "key"):
        assert "--index" in options
        assert "--corpus" in options


def test_they_are_among_the_commands(beike):
    shown = beike("--help").stdout
    for name in ("backup", "export", "restore", "upgrade", "user"):
        assert f"\n  {name} " in shown


def test_folders_may_be_named_before_the_command(run):
    result = run("user", "--index", "other/index", "list")
    assert result.exit_code == 0, result.output
    assert (run.folder / "other" / "beike.db").is_file()
    assert not (run.folder / "data").exists()
    nested = run("user", "--index", "third/index", "key", "list", "local")
    assert nested.exit_code == 0, nested.output
    assert (run.folder / "third" / "beike.db").is_file()


@pytest.mark.parametrize(
    "arguments", [["user", "add"], ["user", "frob"], ["backup"], ["export", "王老师"]]
)
def test_bad_usage_is_exit_code_2(beike, arguments):
    assert beike(*arguments).exit_code == 2
