"""A service that is asked before its first index is there."""

import shutil
from threading import Event

import pytest
from fastapi.testclient import TestClient
from invented_school import StubEncoder
from service_rig import HOST, school

from indexing.errors import BeikeError
from rag.app import create_service_app
from rag.assistant import Assistant
from rag.service.service import open_service

QUESTION = {"question": "花瓶的水多久换一次？"}


class HeldEncoder(StubEncoder):
    """Embeds nothing before it is told to."""

    def __init__(self):
        self.begun, self.go = Event(), Event()

    def encode_documents(self, texts, progress=None):
        self.begun.set()
        assert self.go.wait(60)
        return super().encode_documents(texts, progress)


@pytest.fixture
def opening(tmp_path):
    """Opens a service whose index is about to be built; what came of that is in ``came``."""
    opened = []

    def begun(settings):
        encoder = HeldEncoder()
        service = open_service(settings, encoder, assistant=Assistant(settings, StubEncoder()))
        opened.append((service, encoder))
        came, over = [], Event()
        service.library.catch_up(lambda told: (came.append(told), over.set()))
        app = create_service_app(service, ui=False)
        return TestClient(app, base_url=HOST), encoder, over, came

    yield begun
    for service, encoder in opened:
        encoder.go.set()
        service.close()


def unindexed(folder):
    settings = school(folder)
    shutil.rmtree(settings.index)
    return settings


def test_while_the_first_index_is_built_everything_says_how_far_it_is(opening, tmp_path):
    client, encoder, over, came = opening(unindexed(tmp_path))
    assert encoder.begun.wait(60)

    assert client.get("/healthz").status_code == 200
    refused = client.get("/readyz")
    assert refused.status_code == 503
    error = refused.json()["error"]
    assert error["code"] == "index_missing"
    assert error["message"].startswith("正在建立索引：计算向量 0/")
    assert "beike index" not in error["hint"]
    assert client.post("/v1/search", json=QUESTION).status_code == 503
    answer = client.post("/v1/ask", json=QUESTION)
    assert answer.status_code == 200
    assert answer.json()["status"] == "refused"
    assert "正在读取资料、建立索引（计算向量 0/" in answer.json()["answer"]

    encoder.go.set()
    assert over.wait(60)
    (report,) = came
    assert (report.documents, report.published) == (3, True)
    assert client.get("/readyz").json() == {"status": "ready", "documents": 3}
    answer = client.post("/v1/ask", json=QUESTION).json()
    assert answer["status"] == "answered"
    assert "每兩天更換一次" in answer["answer"]


def test_what_is_indexed_already_answers_while_the_index_is_brought_up_to_date(opening, tmp_path):
    settings = school(tmp_path)
    (settings.corpus / "新.md").write_text("# 插花新課\n\n每天記錄一次。\n", "utf-8")
    client, encoder, _, _ = opening(settings)
    assert encoder.begun.wait(60)
    assert client.get("/readyz").json() == {"status": "ready", "documents": 3}
    assert client.post("/v1/ask", json=QUESTION).json()["status"] == "answered"


@pytest.mark.parametrize("there", [True, False])
def test_without_documents_nothing_is_published_and_the_service_says_it_has_none(
    opening, tmp_path, there
):
    settings = unindexed(tmp_path)
    shutil.rmtree(settings.corpus)
    if there:
        settings.corpus.mkdir()
    client, _, over, came = opening(settings)
    assert over.wait(60)
    (problem,) = came
    assert isinstance(problem, BeikeError)
    assert "资料文件夹" in problem.message
    refused = client.get("/readyz")
    assert refused.status_code == 503
    assert "正在建立索引" not in refused.json()["error"]["message"]


def test_documents_are_not_taken_out_because_their_folder_is_not_there_for_once(opening, tmp_path):
    settings = school(tmp_path)
    settings.uploads.mkdir()
    (settings.uploads / "傳.md").write_text("# 上傳\n\n一句。\n", "utf-8")
    settings.corpus.rename(tmp_path / "away")
    client, _, over, came = opening(settings)
    assert over.wait(60)
    assert isinstance(came[0], BeikeError)
    assert client.get("/readyz").json()["documents"] == 3
