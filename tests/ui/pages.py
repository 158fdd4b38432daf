"""A service with its pages and no browser: who is signed in, and what Gradio's cache holds."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from fake_assistant import FakeAssistant
from fastapi.testclient import TestClient
from invented_school import StubEncoder
from pydantic import SecretStr

from rag.app import create_service_app
from rag.service.service import open_service
from rag.settings import Settings
from rag.store.records import Role
from rag.store.users import Users, local_user

#: Who asks; ``local`` is everybody where there are no accounts.
PERSONS = ("teacher", "admin", "local")
_PASSWORD = "四个词-连在-一起-才好"


@dataclass
class Pages:
    """Two services over one cache of Gradio's.

    Attributes:
        alone: asks the service without accounts.
        school: asks the one with accounts.
        secret: a file of the server that no visitor may see.
        cache: where Gradio would keep what is uploaded.
        planted: what lies there from the beginning.
    """

    alone: TestClient
    school: TestClient
    secret: Path
    cache: Path
    planted: frozenset[str]

    def client(self, person):
        """Return a client that is signed in as the person, and as nobody else any more."""
        if person == "local":
            return self.alone
        self.school.cookies.clear()
        login = {"name": person, "password": _PASSWORD}
        assert self.school.post("/v1/login", json=login).status_code == 200
        return self.school

    def cached(self):
        return frozenset(str(p) for p in self.cache.rglob("*") if p.is_file())


@contextmanager
def opened_pages(folder, cache):
    """Open the pages of both services.

    Args:
        folder: where they may keep things.
        cache: what GRADIO_TEMP_DIR names.
    """
    secret = folder / "secret.txt"
    secret.write_text("the-hashes-of-all-passwords")
    (cache / "of-another").mkdir(parents=True)
    (cache / "of-another" / "upload.docx").write_bytes(b"PK of somebody else")
    (cache / "link.docx").symlink_to(secret)
    planted = frozenset(str(p) for p in cache.rglob("*") if p.is_file())
    with _served(folder / "alone") as alone, _served(folder / "school") as school:
        with school.app.state.service.database.write() as session:
            users = Users(session, local_user(session))
            for name in PERSONS[:2]:
                users.add(name, _PASSWORD, Role.ADMIN if name == "admin" else Role.TEACHER)
        yield Pages(alone, school, secret, cache, planted)


@contextmanager
def _served(folder):
    (folder / "corpus").mkdir(parents=True)
    settings = Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0)
    own = {"database": SecretStr(f"sqlite:///{folder / 'beike.db'}")}
    service = open_service(
        settings.model_copy(update=own), StubEncoder(), assistant=FakeAssistant()
    )
    app = _made(service)
    # Once for all tests of a service: Gradio's queue lives on the loop that it was started on.
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    with closing(service), client:
        yield client


def _made(service):
    """Make the application on a loop of its own: elsewhere Gradio leaves one open."""

    async def made():
        return create_service_app(service)

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, made()).result()


def told_by(client, session):
    """Return the last thing that Gradio tells a page before it closes the stream."""
    stream = client.get("/gradio_api/queue/data", params={"session_hash": session}).text
    told = [json.loads(line[5:]) for line in stream.splitlines() if line.startswith("data:")]
    assert told[-1]["msg"] == "close_stream"
    return told[-2]
