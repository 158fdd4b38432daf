"""A whole service over the invented school, for the tests of its routes."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi.testclient import TestClient
from invented_school import DOCUMENTS, StubEncoder

from indexing.pipeline import build_index
from rag.app import create_service_app
from rag.assistant import Assistant
from rag.service.service import open_service
from rag.service.serving import Server
from rag.settings import Settings
from rag.store.records import Role
from rag.store.users import Users, local_user

HOST = "http://127.0.0.1"


def school(folder, **more):
    """Settings of the invented school in a folder of its own, indexed."""
    for name, text in DOCUMENTS.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(
        corpus=folder / "corpus", index=folder / "beike" / "index", dense_weight=0, **more
    )
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=StubEncoder())
    return settings


@dataclass
class Rig:
    """A service and its application."""

    service: object
    app: object

    def client(self, **options):
        return TestClient(self.app, base_url=HOST, raise_server_exceptions=False, **options)

    def account(self, name, role=Role.TEACHER):
        """Make an account and return a client that is signed in."""
        with self.service.database.write() as session:
            Users(session, local_user(session)).add(name, password_of(name), role)
        client = self.client()
        signed = client.post("/v1/login", json={"name": name, "password": password_of(name)})
        assert signed.status_code == 200, signed.text
        return client


def password_of(name):
    return f"{name} und ein Wort"


@contextmanager
def rig(settings, reader=None, assistant=None):
    """Open a service without pages, and close it."""
    encoder = StubEncoder()
    service = open_service(
        settings, encoder, assistant=assistant or Assistant(settings, encoder), reader=reader
    )
    try:
        yield Rig(service, create_service_app(service, ui=False))
    finally:
        service.close()


@contextmanager
def served(app, finish_s=30.0):
    """Serve an application on a free loopback port; yields server and address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = getattr(app.state, "running", None)
        server = Server(app, lambda: running.count if running else 0, finish_s)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 60
            while not server.started:
                assert thread.is_alive() and time.monotonic() < deadline
                time.sleep(0.02)
            yield server, f"{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(60)
    assert not thread.is_alive()


def until_settled(client, document, seconds=60):
    """Return a document once nothing is being done with it any more."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = client.get(f"/v1/documents/{document}")
        if found.status_code == 404 or found.json()["status"] in ("ready", "failed"):
            return found
        time.sleep(0.05)
    raise AssertionError(f"still {found.json()['status']} after {seconds} s")
