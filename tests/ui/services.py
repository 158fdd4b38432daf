"""Services for the tests in the browser: served on loopback, and emptied between tests."""

import asyncio
import socket
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass

from fake_assistant import FakeAssistant
from pydantic import SecretStr

from rag.app import create_service_app
from rag.service.document_files import DocumentFiles
from rag.service.service import Service, open_service
from rag.store.records import LOCAL
from rag.store.tables import Base, UserRow


class Stage:
    """An assistant whose place another one takes for each test."""

    def __init__(self):
        self.player = FakeAssistant()

    def __getattr__(self, name):
        return getattr(self.player, name)

    def adjusted(self, settings, model):
        return self


class LateEnds:
    """An application whose ends of event streams are ``seconds`` on their way to the browser."""

    def __init__(self, app):
        self.app = app
        self.seconds = 0.0

    async def __call__(self, scope, receive, send):
        async def late(message):
            if self.seconds and b'"close_stream"' in message.get("body", b""):
                await asyncio.sleep(self.seconds)
            await send(message)

        await self.app(scope, receive, late)


@dataclass
class Served:
    """A running service and where it is."""

    url: str
    service: Service
    ends: LateEnds
    stage: Stage | None = None


@contextmanager
def running(app):
    """Serve an application on a free loopback port; yields the address."""
    import uvicorn

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 60
            while not server.started:
                assert thread.is_alive() and time.monotonic() < deadline
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
    assert not thread.is_alive()


@contextmanager
def serving(settings, encoder, assistant):
    folder = settings.index.parent
    own = settings.model_copy(update={"database": SecretStr(f"sqlite:///{folder / 'beike.db'}")})
    service = open_service(own, encoder, assistant=assistant)
    app = LateEnds(create_service_app(service))
    with closing(service), running(app) as url:
        yield Served(url, service, app, assistant if isinstance(assistant, Stage) else None)


def emptied(served):
    """Return a service to which nothing belongs to anybody, as on its first day."""
    with served.service.database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            rows = table.delete()
            session.execute(rows.where(table.c.id != LOCAL) if table is UserRow.__table__ else rows)
    served.service.gold_file.unlink(missing_ok=True)
    removed = DocumentFiles(served.service.settings).bin
    for one in removed.all():
        removed.discard(one)
    return served
