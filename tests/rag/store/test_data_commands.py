"""``beike user``, ``backup``, ``restore``, ``export``, ``upgrade``, and the doctor's look."""

import json
import re
import stat
from zipfile import ZipFile

import pytest
from filled_database import fill
from typed_commands import add

from rag.cli import user as user_module
from rag.settings import Settings
from rag.store.database import Database, database_url
from rag.store.migrations import head, revisions, upgrade

CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


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


@pytest.mark.parametrize(
    "arguments", [["user", "add"], ["user", "frob"], ["backup"], ["export", "王老师"]]
)
def test_bad_usage_is_exit_code_2(beike, arguments):
    assert beike(*arguments).exit_code == 2
