"""The page while the first index is built behind it."""

from threading import Event

import pytest
from invented_school import DOCUMENTS, StubEncoder
from playwright.sync_api import expect
from services import serving

from rag.assistant import Assistant
from rag.settings import Settings

PHONE = {"viewport": {"width": 390, "height": 844}}


class HeldEncoder(StubEncoder):
    """Embeds nothing before it is told to."""

    def __init__(self):
        self.begun, self.go = Event(), Event()

    def encode_documents(self, texts, progress=None):
        self.begun.set()
        assert self.go.wait(120)
        return super().encode_documents(texts, progress)


@pytest.fixture
def building(tmp_path):
    """A service that has begun to embed its first documents, and what it embeds with."""
    for name, text in DOCUMENTS.items():
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", dense_weight=0)
    encoder = HeldEncoder()
    with serving(settings, encoder, Assistant(settings, StubEncoder())) as served:
        served.service.library.catch_up(lambda came: None)
        assert encoder.begun.wait(60)
        yield served, encoder
        encoder.go.set()


def test_the_page_tells_how_far_the_index_is_and_gets_ready_without_a_reload(building, visiting):
    served, encoder = building
    chat = visiting(served.url, **PHONE)
    expect(chat.page.locator(".bk-welcome")).to_contain_text("建立索引")
    expect(chat.page.locator(".bk-welcome [role=status]")).to_contain_text("计算向量 0/")
    documents = visiting(served.url, "/documents", "#bk-building .bk-wait")
    expect(documents.page.locator("#bk-building")).to_contain_text("正在更新索引：计算向量 0/")
    expect(documents.page.locator("#bk-main")).not_to_contain_text("还没有资料")
    asking = visiting(served.url)
    asking.ask("花瓶的水多久换一次？")
    expect(asking.page.locator("#bk-log .bk-answer")).to_contain_text("建好以后就能回答")
    expect(asking.page.locator("#bk-log [role=alert]")).to_have_count(0)

    encoder.go.set()

    expect(chat.page.locator(".bk-welcome")).to_contain_text("3 份文件")
    expect(documents.page.locator("#bk-building")).to_have_text("")
    expect(documents.page.locator(".bk-documents tbody tr")).to_have_count(3)
    # The conversation begun meanwhile stays, and goes on.
    expect(asking.page.locator("#bk-log .bk-answer")).to_contain_text("建好以后就能回答")
    chat.ask("花瓶的水多久换一次？")
    expect(chat.page.locator("#bk-log .bk-answer")).to_contain_text("兩天更換一次")
    for visit in (chat, documents, asking):
        visit.check()
