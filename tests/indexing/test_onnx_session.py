"""Sessions of ONNX Runtime: how many threads they have, that these sleep, and what goes wrong."""

import os
import subprocess
import sys

import pytest

from indexing.errors import ModelError
from indexing.onnx_session import open_session

#: Opens a model that adds 1 and prints the threads of the session and what it says of spinning.
OPENED = """
import os, sys
from pathlib import Path
import onnx
from indexing.onnx_session import open_session
{first}
value = onnx.helper.make_tensor_value_info
number = onnx.TensorProto.FLOAT
graph = onnx.helper.make_graph(
    [onnx.helper.make_node("Add", ["x", "one"], ["y"])],
    "adds",
    [value("x", number, [2])],
    [value("y", number, [2])],
    [onnx.helper.make_tensor("one", number, [1], [1.0])],
)
opsets = [onnx.helper.make_opsetid("", 20)]
path = Path(sys.argv[1]) / "模型.onnx"
onnx.save(onnx.helper.make_model(graph, opset_imports=opsets, ir_version=10), path)
session = open_session(path{argument})
options = session.get_session_options()
assert session.get_providers() == ["CPUExecutionProvider"]
spins = options.get_session_config_entry("session.intra_op.allow_spinning")
import numpy
print(options.intra_op_num_threads, spins, session.run(None, {{"x": numpy.float32([1, 2])}})[0])
"""
ONE_CORE = (
    "hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])"
)


def opened(folder, first="", argument="", **given):
    kept = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", OPENED.format(first=first, argument=argument), str(folder)],
        env={**kept, **given},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_a_process_of_one_core_has_one_thread_and_it_sleeps(tmp_path):
    assert opened(tmp_path, first=ONE_CORE) == "1 0 [2. 3.]"


def test_what_the_user_says_of_threads_is_done(tmp_path):
    assert opened(tmp_path, first=ONE_CORE, OMP_NUM_THREADS="3,1") == "3 0 [2. 3.]"
    assert opened(tmp_path, first=ONE_CORE, OMP_NUM_THREADS="many") == "1 0 [2. 3.]"
    assert opened(tmp_path, argument=", threads=2", OMP_NUM_THREADS="3") == "2 0 [2. 3.]"


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_a_file_that_is_no_model_is_an_error_with_a_remedy_and_nothing_else(
    tmp_path, content, capfd
):
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ModelError, match=r"model\.onnx 无法加载"):
        open_session(path)
    assert capfd.readouterr() == ("", "")
