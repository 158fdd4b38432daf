"""The network: a real one, tiny, exported as the shipped one is; the weights are random."""

import hashlib
import shutil

import numpy as np
import pytest
import tiny_reader
from tokenizers import Tokenizer

from indexing.errors import ModelError
from rag.read.network import Calibration, Network
from rag.read.units import Windows

#: How far two scores of the same are apart at most.
NEAR = 1e-5


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_reader.network(tmp_path_factory.mktemp("network"), relevance=-0.5, unit=0.25)


@pytest.fixture(scope="module")
def network(folder):
    return Network(folder)


GIVEN = [
    ("锯片问题", "头", ["锯片每周磨。", "刨刀每月换。"]),
    ("刨刀问题", "头头头", ["学时=24；"]),
    ("锯片问题", "", ["片" * 40, "磨", "收。" * 30]),
    *(("凿", "头", ["凿收" * number, "锯"]) for number in range(1, 14)),
]


def assert_near(one, other):
    assert one.relevance == pytest.approx(other.relevance, abs=NEAR)
    assert one.units == pytest.approx(other.units, abs=NEAR)


def test_scores_are_those_of_the_passage_whatever_is_read_with_it_and_in_what_order(network):
    together = network.read(GIVEN)
    assert [len(read.units) for read in together] == [len(units) for _, _, units in GIVEN]
    for one, given in zip(together, GIVEN, strict=True):
        assert_near(one, *network.read([given]))
    for one, other in zip(together, network.read(GIVEN[::-1])[::-1], strict=True):
        assert_near(one, other)
    # and they differ from passage to passage
    assert len({round(read.relevance, 3) for read in together}) == len(GIVEN)


def test_scores_are_those_of_the_trained_weights(network, folder):
    """As torch has them before they are made small."""
    import torch

    from eval.training.network import ReaderNetwork, unit_logits
    from eval.training.vocabulary import pruned

    source = folder.parent / "embedder"
    _, kept = pruned(source / "tokenizer.json")
    whole = ReaderNetwork.from_embedder(source, kept, tiny_reader.LAYERS).eval()
    whole.load_state_dict(torch.load(folder.parent / "run" / "network.pt", weights_only=True))
    windows = Windows(Tokenizer.from_file(str(folder / "tokenizer.json")))
    small, exact = [], []
    for given, read in zip(GIVEN, network.read(GIVEN), strict=True):
        (window,) = windows.of(*given)
        ids = torch.tensor([window.ids])
        with torch.inference_mode():
            relevance, tokens = whole(ids, torch.ones_like(ids))
        small += [read.relevance, *read.units]
        exact += [float(relevance[0]), *unit_logits(tokens, [window.places]).tolist()]
    assert np.corrcoef(small, exact)[0, 1] > 0.98


def test_question_head_and_units_are_all_read(network):
    (first,) = network.read([("锯片问题", "头", ["磨", "换"])])
    for other in (
        ("刨刀问题", "头", ["磨", "换"]),
        ("锯片问题", "学时", ["磨", "换"]),
        ("锯片问题", "头", ["磨", "每月收"]),
    ):
        (read,) = network.read([other])
        assert abs(read.relevance - first.relevance) > 0.01
        assert abs(read.units[0] - first.units[0]) > 0.01


def test_the_question_is_read_folded_and_the_rest_as_given(network):
    assert network.read([("鋸片問題", "头", ["磨"])]) == network.read([("锯片问题", "头", ["磨"])])


def test_a_number_is_read_alike_in_every_writing(network):
    figures = network.read([("第8周磨几次", "第2章", ["第8周磨3次", "第9周磨2次"])])
    mixed = network.read([("第八周磨几次", "第二章", ["第8周磨三次", "第九周磨两次"])])
    assert mixed == figures
    assert network.read([("第⑧周磨几次", "第II章", ["第八周磨3次", "第9周磨2次"])]) == figures


def test_a_passage_in_several_windows_is_as_relevant_as_the_best_and_has_all_its_units(
    network, folder
):
    units = ["锯片每周磨。" * 30, "刨刀每月换。" * 30, "凿收。" * 60, "学时"]
    windows = Windows(Tokenizer.from_file(str(folder / "tokenizer.json"))).of("问", "头", units)
    assert [window.first for window in windows] == [0, 1, 2]
    (whole,) = network.read([("问", "头", units)])
    parts = network.read(
        [("问", "头", units[:1]), ("问", "头", units[1:2]), ("问", "头", units[2:])]
    )
    assert whole.relevance == pytest.approx(max(part.relevance for part in parts), abs=NEAR)
    assert whole.units == pytest.approx([u for part in parts for u in part.units], abs=NEAR)


def test_a_unit_in_several_windows_is_as_sure_as_its_surest_part(network, folder):
    unit = "锯片每周磨。" * 60
    windows = Windows(Tokenizer.from_file(str(folder / "tokenizer.json"))).of("问", "头", [unit])
    assert [window.first for window in windows] == [0, 0]
    said = [network._run(window) for window in windows]
    parts = [
        float(t[a:b].mean()) for (_, t), w in zip(said, windows, strict=True) for a, b in w.places
    ]
    (whole,) = network.read([("问", "头", [unit])])
    assert whole.units == pytest.approx((max(parts),), abs=NEAR)


def test_a_passage_without_units_has_a_relevance(network):
    (read,) = network.read([("问题", "头", [])])
    assert np.isfinite(read.relevance)
    assert read.units == ()
    (read,) = network.read([("问题", "头", ["", "锯"])])
    assert np.isfinite(read.units).all()


def test_what_its_logits_mean_and_which_weights_it_has(network, folder):
    assert network.calibration == Calibration(relevance=-0.5, unit=0.25)
    assert network.sha256 == hashlib.sha256((folder / "reader.onnx").read_bytes()).hexdigest()


def test_other_thresholds_make_another_fingerprint(folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "other")
    assert Network(other).fingerprint == Network(folder).fingerprint
    (other / "calibration.json").write_text('{"relevance": 0.0, "unit": 0.0}', encoding="utf-8")
    assert Network(other).sha256 == Network(folder).sha256
    assert Network(other).fingerprint != Network(folder).fingerprint


def test_the_same_passage_is_read_once_for_the_same_question(folder, monkeypatch):
    fresh, runs = Network(folder), []
    run = fresh._run
    monkeypatch.setattr(fresh, "_run", lambda window: runs.append(window) or run(window))
    passage = ("锯片问题", "头", ["磨", "换"])
    first = fresh.read([passage, ("锯片问题", "头", ["磨"])])
    assert len(runs) == 2
    assert fresh.read([passage]) == first[:1]
    assert len(runs) == 2
    fresh.read([("换什么", "头", ["磨", "换"])])
    assert len(runs) == 3


def test_nothing_to_read_loads_nothing(tmp_path):
    assert Network(tmp_path).read([]) == []


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "calibration.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_a_file_that_is_missing_or_damaged_is_told(folder, tmp_path, name, content):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    network = Network(tmp_path)
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        assert network.read([("问", "头", ["锯"])]) and network.calibration
