"""Pools of threads: how large, and how they wait. Nothing here takes the time."""

import json
import os
import subprocess
import sys

import pytest

from indexing.threads import free_cores, settle

SIZES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
#: What a child process prints about its pools, every library loaded.
POOLS = """
import json, os, sys
{first}
import {package}
loaded = sorted({{"numpy", "torch", "faiss", "tokenizers"}} & set(sys.modules))
environment = dict(os.environ)
import numpy, torch, faiss
from threadpoolctl import threadpool_info
from indexing.threads import pool_size
pools = {{(p["user_api"], p["num_threads"]) for p in threadpool_info()}}
print(json.dumps({{
    "loaded": loaded,
    "torch": torch.get_num_threads(),
    "faiss": faiss.omp_get_max_threads(),
    "blas": sorted(n for api, n in pools if api == "blas"),
    "resized": pool_size(),
    **{{name: environment.get(name) for name in {names}}},
}}))
"""
ONE_CORE = (
    "hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])"
)


def pools(package, first="", **given):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OMP_", "GOMP_", "KMP_", "MKL_")) and name not in SIZES
    }
    names = (*SIZES, "OMP_WAIT_POLICY", "KMP_BLOCKTIME")
    done = subprocess.run(
        [sys.executable, "-c", POOLS.format(package=package, first=first, names=names)],
        env={**kept, **given},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Invalid value" not in done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_a_process_of_one_core_has_pools_of_one_thread_that_sleep():
    assert pools("rag.cli", first=ONE_CORE) == {
        "loaded": [],
        "torch": 1,
        "faiss": 1,
        "blas": [1],
        "resized": 1,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "RAYON_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
        "KMP_BLOCKTIME": "0",
    }


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="torch takes no more threads than cores")
def test_what_the_user_says_of_threads_is_done_and_the_pools_still_sleep():
    # One core alone is allowed, but two threads are asked for.
    found = pools("rag.cli", first=ONE_CORE, OMP_NUM_THREADS="2")
    assert (found["torch"], found["faiss"], found["resized"]) == (2, 2, None)
    assert found["OPENBLAS_NUM_THREADS"] is None
    assert found["OMP_WAIT_POLICY"] == "PASSIVE"


@pytest.mark.parametrize(
    "entry",
    ["indexing.reading_process", "eval.foreign", "eval.bench.lexical", "rag.read.network", "ui"],
)
def test_every_way_in_settles_the_pools_before_a_library_is_loaded(entry):
    # The import of numpy is held until it is known what the environment says by then.
    first = (
        "import importlib.abc\n"
        "class Watch(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name in ('numpy', 'torch', 'faiss', 'tokenizers'):\n"
        "            assert os.environ.get('OMP_WAIT_POLICY') == 'PASSIVE', name\n"
        "sys.meta_path.insert(0, Watch())"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import os, sys\n{first}\nimport {entry}\nimport numpy"],
        env={name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_settings_of_the_user_stay():
    mine = {"OMP_WAIT_POLICY": "ACTIVE", "KMP_BLOCKTIME": "5", "OPENBLAS_NUM_THREADS": "2"}
    environment = dict(mine)
    settle(environment, 4)
    assert environment == {**mine, "OMP_NUM_THREADS": "4", "RAYON_NUM_THREADS": "4"}


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Makes a machine of eight cores, all of which this process may use, from its files."""
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)

    def make(average=0.0, running=1, **files):
        files = {"proc/loadavg": f"{average} 9.0 9.0 {running}/200 4711\n", **files}
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "ascii")
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("average", "running", "free"),
    [
        (0.0, 1, 8),
        (3.0, 4, 5),
        # A core that is busy half of the time is left to this process.
        (2.5, 4, 6),
        # Over, but still in the average; this process alone is running.
        (6.0, 1, 8),
        # Just begun, or an odd moment.
        (0.2, 7, 8),
        (30.0, 40, 1),
    ],
)
def test_cores_that_others_keep_busy_are_not_free(machine, average, running, free):
    assert free_cores(machine(average, running)) == free


def test_affinity_limits(machine, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 6}, raising=False)
    assert free_cores(machine()) == 3
    # Others have the five cores that this process may not use.
    assert free_cores(machine(5.0, 9)) == 3
    assert free_cores(machine(7.0, 9)) == 1


GROUP, QUOTA = "proc/self/cgroup", "sys/fs/cgroup/{}cpu.max"


@pytest.mark.parametrize(
    ("files", "free"),
    [
        # A container sees its own group as the root.
        ({GROUP: "0::/\n", QUOTA.format(""): "250000 100000\n"}, 2),
        ({GROUP: "0::/\n", QUOTA.format(""): "50000 100000\n"}, 1),
        ({GROUP: "0::/\n", QUOTA.format(""): "max 100000\n"}, 8),
        # A unit of systemd; what binds the slice above binds it too.
        (
            {
                GROUP: "0::/a.slice/b.service\n",
                QUOTA.format("a.slice/"): "300000 100000\n",
                QUOTA.format("a.slice/b.service/"): "600000 100000\n",
            },
            3,
        ),
        # Version 1, with and without a quota.
        (
            {
                GROUP: "3:cpu,cpuacct:/docker/7\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "400000\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            4,
        ),
        (
            {
                GROUP: "3:cpu,cpuacct:/docker/7\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            8,
        ),
    ],
)
def test_quotas_of_control_groups_limit(machine, files, free):
    assert free_cores(machine(**files)) == free


def test_where_the_machine_tells_nothing_all_cores_are_free(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert free_cores(tmp_path) == 8
