"""Publishing: the old generation stays in force until the new one is, whatever happens."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_corpus import GARDEN, KITCHEN, Workshop

from indexing.errors import IndexBusyError, IndexDamagedError, IndexMissingError
from indexing.generations import current_generation, load_manifest
from indexing.index import open_index
from indexing.locks import Hold, try_remove
from indexing.manifest import FORMAT
from indexing.publishing import write_lock

STEPS = ["chunks", "lexical", "vectors", "seal", "name", "verify", "point", "switch", "clean"]


class CrashError(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.write("garden.md", GARDEN)
    return workshop


def crash_at(wanted):
    def step(name):
        if name == wanted:
            raise CrashError(name)

    return step


def generations(workshop):
    return sorted(path.name for path in (workshop.index / "generations").iterdir())


def test_the_steps_of_a_build_are_those_the_crash_tests_know(workshop):
    seen = []
    workshop.build(step=seen.append)
    assert seen == STEPS


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_crash_before_the_switch_leaves_the_old_generation_in_force(workshop, step):
    old = workshop.build().generation
    workshop.write("kitchen.md", KITCHEN)
    with pytest.raises(CrashError):
        workshop.build(step=crash_at(step))
    assert current_generation(workshop.index).name == old
    assert workshop.found("浇水") != []
    assert workshop.found("烤箱") == []
    report = workshop.build()
    assert report.added == ["kitchen.md"]
    assert workshop.found("烤箱") != []
    assert generations(workshop) == sorted([old, report.generation])


def test_a_crash_after_the_switch_leaves_the_new_generation_in_force(workshop):
    workshop.build()
    workshop.write("kitchen.md", KITCHEN)
    with pytest.raises(CrashError):
        workshop.build(step=crash_at("clean"))
    assert workshop.found("烤箱") != []
    assert not workshop.build().published


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_crash_of_the_first_build_leaves_no_index(workshop, step):
    with pytest.raises(CrashError):
        workshop.build(step=crash_at(step))
    with pytest.raises(IndexMissingError) as error:
        open_index(workshop.index)
    assert error.value.hint == "请先运行 beike index。"
    workshop.build()
    assert workshop.found("浇水") != []
    assert len(generations(workshop)) == 1


KILLED = """
import sys, time
from pathlib import Path
sys.path[:0] = [{tests!r}, {root!r}]
from small_corpus import CountingEncoder
from indexing.pipeline import build_index
from indexing.settings import IndexSettings

def step(name):
    if name == {step!r}:
        print("here", flush=True)
        time.sleep(60)

build_index(Path({corpus!r}), Path({index!r}), IndexSettings(chunk_tokens=64),
            encoder=CountingEncoder(), step=step)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("step", ["vectors", "switch"])
def test_a_killed_build_leaves_the_old_generation_and_no_lock(workshop, step):
    old = workshop.build().generation
    workshop.write("kitchen.md", KITCHEN)
    here = Path(__file__).parent
    code = KILLED.format(
        tests=str(here), root=str(here.parents[1]), step=step,
        corpus=str(workshop.corpus), index=str(workshop.index),
    )  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"here\n"
        with pytest.raises(IndexBusyError):
            workshop.build()
        process.send_signal(signal.SIGKILL)
    assert current_generation(workshop.index).name == old
    assert len(generations(workshop)) == 2  # the old one and what was left
    report = workshop.build()
    assert workshop.found("烤箱") != []
    assert generations(workshop) == sorted([old, report.generation])


def test_a_second_writer_is_told_to_wait(workshop):
    with write_lock(workshop.index), pytest.raises(IndexBusyError) as error:
        workshop.build()
    assert "正在更新索引" in error.value.message
    assert error.value.hint
    assert workshop.build().published


def test_two_generations_are_kept(workshop):
    names = []
    for number in range(4):
        workshop.write("kitchen.md", f"{KITCHEN}\n第 {number} 稿。\n")
        names.append(workshop.build().generation)
    assert generations(workshop) == names[-2:]


def test_a_generation_in_use_is_not_removed(workshop):
    workshop.build()
    with workshop.open() as index:
        held = index.generation
        for number in range(3):
            workshop.write("kitchen.md", f"{KITCHEN}\n第 {number} 稿。\n")
            workshop.build()
        assert held in generations(workshop)
        assert index.lexical_search("浇水", 5) != []  # opened only now
    workshop.write("kitchen.md", KITCHEN)
    workshop.build()
    assert held not in generations(workshop)


def test_a_hold_ends_when_it_is_closed(tmp_path):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "file").write_bytes(b"x")
    hold = Hold(folder / "file")
    assert not try_remove(folder, folder / "file")
    assert folder.exists()
    hold.close()
    assert try_remove(folder, folder / "file")
    assert not folder.exists()


def test_the_manifest_says_what_the_generation_is_made_of(workshop):
    workshop.build()
    folder = current_generation(workshop.index)
    record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [file["path"] for file in record["corpus"]] == ["garden.md"]
    assert [file["name"] for file in record["files"]] == [
        "chunks.sqlite",
        "dictionary.txt",
        "lexical.sqlite",
        "tokens.sqlite",
        "vectors/vectors.faiss",
        "vectors/vectors.json",
    ]
    assert record["recipe"]["embedder"] == "small"
    assert (record["documents"], record["dimension"]) == (1, 8)


def damage(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


NORTH = np.eye(1, 8, dtype=np.float32)[0]
NEEDED_BY = {
    "manifest.json": lambda index: None,
    "chunks.sqlite": lambda index: index.documents(),
    "dictionary.txt": lambda index: index.tokenizer,
    "lexical.sqlite": lambda index: index.lexical_search("浇水", 5),
    "vectors/vectors.faiss": lambda index: index.vector_search(NORTH, 1),
    "vectors/vectors.json": lambda index: index.vector_search(NORTH, 1),
}


@pytest.mark.parametrize("name", NEEDED_BY)
@pytest.mark.parametrize("harm", [damage, Path.unlink])
def test_damage_is_noticed_and_named_and_mended_by_the_next_build(workshop, name, harm):
    workshop.build()
    path = current_generation(workshop.index) / name
    harm(path)
    with pytest.raises(IndexDamagedError) as error, workshop.open() as index:
        NEEDED_BY[name](index)
    assert str(path) in error.value.message
    assert "beike index --full" in error.value.hint
    report = workshop.build()
    assert report.published
    assert path.name in report.reason
    assert workshop.found("浇水") != []


def test_a_pointer_to_nowhere_is_damage(workshop):
    workshop.build()
    for content in ("000009-00000000", "../../etc", ""):
        (workshop.index / "current").write_text(content, encoding="utf-8")
        with pytest.raises(IndexDamagedError, match="current"):
            open_index(workshop.index)
    assert workshop.build().published


def test_an_index_of_another_format_is_refused_and_built_again(workshop):
    import hashlib

    workshop.build()
    folder = current_generation(workshop.index)
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    data = text.replace(f'"format":{FORMAT}', '"format":999').encode()
    (folder / "manifest.json").write_bytes(data)
    name = f"000001-{hashlib.sha256(data).hexdigest()[:8]}"
    folder.rename(folder.with_name(name))
    (workshop.index / "current").write_text(name, encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="999"):
        load_manifest(folder.with_name(name))
    assert "999" in workshop.build().reason


def test_a_missing_index_says_what_to_do(tmp_path):
    with pytest.raises(IndexMissingError) as error:
        open_index(tmp_path / "nothing")
    assert "beike index" in error.value.hint
    assert not (tmp_path / "nothing").exists()


def test_the_pointer_names_the_last_build(workshop):
    first = workshop.build().generation
    workshop.write("kitchen.md", KITCHEN)
    second = workshop.build().generation
    assert first < second == current_generation(workshop.index).name
