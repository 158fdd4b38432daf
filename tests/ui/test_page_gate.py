"""No request to a page makes the server read, keep or serve a file that it names."""

import json
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import pytest
from gradio_client.utils import value_is_file
from pages import PERSONS, told_by

from ui import gate

FOREIGN = {"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"}


def described(path):
    """A file as Gradio's own pages describe one that was uploaded."""
    return {"path": path, "orig_name": "a.docx", "meta": {"_type": "gradio.FileData"}}


def places(pages):
    """The same secret named in every way, another visitor's upload, and another machine's file."""
    secret, cache = pages.secret, pages.cache
    up = "../" * len(Path.cwd().parts)
    return [
        str(secret),
        f"file://{secret}",
        f"/gradio_api/file={secret}",
        f"http://127.0.0.1/gradio_api/file={secret}",
        f"{up}{secret}",
        f"{cache}/../{secret.name}",
        str(cache / "link.docx"),
        str(cache / "of-another" / "upload.docx"),
        "http://169.254.169.254/latest/meta-data",
        "/proc/self/environ",
        "",
    ]


def values(place):
    """Values for a component that name a file in a place, at every depth."""
    file = described(place)
    return [
        file,
        {"path": place},
        {"url": place},
        {"path": None, "url": place, "meta": {"_type": "gradio.FileData"}},
        {"path": place, "is_stream": True},
        [file],
        [[{"file": file}]],
        {"value": file},
        {"text": "", "files": [file]},
        {"a": [{"b": {"c": [[], "x", {"d": file}]}}]},
    ]


def bodies(function, place):
    """Requests that name a file: in the data of a function, in what was pressed, elsewhere."""
    id, wanted = function["id"], max(1, len(function["inputs"]))
    plain = {"fn_index": id, "session_hash": f"s{id}", "trigger_id": None, "event_data": None}
    file = described(place)
    for value in values(place):
        yield {**plain, "data": [value] * wanted}
    yield {**plain, "data": [*[None] * wanted, file]}
    yield {**plain, "data": [None] * wanted, "event_data": file}
    yield {**plain, "data": [None] * wanted, "event_data": {"act": "show", "id": [file]}}
    yield {**plain, "data": [None] * wanted, "more": file}


@pytest.mark.parametrize("person", PERSONS)
def test_no_function_of_any_page_takes_a_path(pages, person):
    client = pages.client(person)
    functions = [f for f in client.get("/config").json()["dependencies"] if f["backend_fn"]]
    assert len(functions) > 40
    # Some function is asked for each place, and each function for a place in every shape.
    for function, place in zip(functions, cycle(places(pages)), strict=False):
        for body in bodies(function, place):
            refused = client.post("/gradio_api/queue/join", json=body)
            assert refused.status_code == 403, body
            assert set(refused.json()["error"]) == {"code", "message", "hint"}
            assert refused.json()["error"]["code"] == "forbidden"
        direct = {**body, "data": [described(str(pages.secret))] * max(1, len(function["inputs"]))}
        for route in ("run", "api", "call", "call/v2"):
            refused = client.post(f"/gradio_api/{route}/{function['api_name']}", json=direct)
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    assert pages.cached() == pages.planted


def test_without_accounts_a_page_elsewhere_is_refused_the_same(pages):
    client = pages.client("local")
    for function in client.get("/config").json()["dependencies"]:
        for body in bodies(function, str(pages.secret)):
            told = client.post("/gradio_api/queue/join", json=body, headers=FOREIGN)
            assert (told.status_code, told.json()["error"]["code"]) == (403, "foreign_origin")
    assert pages.cached() == pages.planted


@pytest.mark.parametrize("person", PERSONS)
def test_gradio_serves_and_takes_no_file_at_its_other_addresses(pages, person):
    client = pages.client(person)
    upload = {"files": ("我的教案.docx", b"PK", "application/octet-stream")}
    server = {"data": [str(pages.secret)], "component_id": 3, "session_hash": "s", "fn_name": "ls"}
    asked = [
        *(("GET", f"/gradio_api/file={quote(place, safe='')}", {}) for place in places(pages)),
        *(("HEAD", f"/gradio_api/file={quote(place, safe='')}", {}) for place in places(pages)),
        *(("GET", f"/gradio_api/file/{quote(place, safe='')}", {}) for place in places(pages)),
        ("GET", "/gradio_api/proxy=http://127.0.0.1/metrics", {}),
        ("GET", "/gradio_api/deep_link?session_hash=s", {}),
        ("GET", "/?deep_link=kept", {}),
        ("GET", "/draft?deep_link=kept", {}),
        ("GET", "/config?deep_link=kept", {}),
        ("GET", "/gradio_api/upload_progress?upload_id=a", {}),
        ("GET", "/gradio_api/stream/s/0/3/playlist-file", {}),
        ("GET", "/gradio_api/custom_component/a/client/component/index.js", {}),
        ("GET", "/gradio_api/vibe-code", {}),
        ("POST", "/gradio_api/upload", {"files": upload}),
        ("POST", "/gradio_api/upload?upload_id=a", {"files": upload}),
        ("POST", "/gradio_api/process_recording", {"files": {"video": ("a.mp4", b"0")}}),
        ("POST", "/gradio_api/component_server", {"json": server}),
        ("POST", "/gradio_api/stream/event", {"json": {"data": [described(str(pages.secret))]}}),
        ("POST", "/gradio_api/vibe-edit", {"json": {"prompt": "x"}}),
        ("PUT", "/gradio_api/queue/join", {"json": {"data": []}}),
    ]
    for method, address, more in asked:
        refused = client.request(method, address, **more)
        assert refused.status_code == 403, (method, address)
        if method != "HEAD":
            assert refused.json()["error"]["code"] == "forbidden", (method, address)
    assert pages.cached() == pages.planted


def test_gradio_itself_takes_no_path_either(pages, monkeypatch):
    """What the gate stands before is shut as well: a path that got past it is not read."""
    monkeypatch.setattr(gate, "names_file", lambda sent: False)
    client = pages.client("teacher")
    functions = client.get("/config").json()["dependencies"]
    ask = next(f for f in functions if f["api_name"] == "ask")
    for place in (str(pages.secret), "/proc/self/environ"):
        data = [described(place), *([None] * (len(ask["inputs"]) - 1))]
        body = {"data": data, "fn_index": ask["id"], "session_hash": "past-the-gate"}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        end = told_by(client, "past-the-gate")
        assert (end["msg"], end["success"]) == ("process_completed", False)
        assert pages.secret.read_text() not in json.dumps(end)
    assert pages.cached() == pages.planted


@pytest.mark.parametrize("person", PERSONS)
def test_what_the_pages_send_passes(pages, person):
    """Pressing 显示 in the list of documents, and the answer to it."""
    client = pages.client(person)
    config = client.get("/config").json()
    order = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "bk-order")
    functions = config["dependencies"]
    press = [f for f in functions if f["api_name"].startswith("press") and f["inputs"] == [order]]
    event = {"act": "show", "id": "0" * 32, "size": "3", "checked": True}
    order_of_list = ["按标题"]
    body = {"data": order_of_list, "event_data": event, "session_hash": person, "trigger_id": None}
    for function in press:
        joined = client.post("/gradio_api/queue/join", json={**body, "fn_index": function["id"]})
        assert joined.status_code == 200, joined.text
        assert told_by(client, person)["success"] is True
    assert press


def test_a_body_that_is_no_json_is_told_so(pages):
    client = pages.client("teacher")
    for body in (b"{", b"", b"[" * 200_000, b'{"data": ["\xff"]}'):
        told = client.post("/gradio_api/queue/join", content=body)
        assert (told.status_code, told.json()["error"]["code"]) == (400, "bad_request")


def test_no_component_of_the_pages_is_about_a_file(pages):
    """One that is would be refused: its file goes by a route of our own."""
    components = pages.client("teacher").get("/config").json()["components"]
    kinds = {c["type"] for c in components if value_is_file(c.get("api_info_as_input", {}))}
    assert kinds == set()
    assert {c["type"] for c in components} >= {"textbox", "html", "dropdown"}


@pytest.mark.parametrize(
    "sent",
    [
        "/etc/passwd",
        ["file:///etc/passwd", 1, None, True],
        {"data": ["路径是 /etc/passwd"], "event_data": {"act": "open", "id": "a", "size": 3}},
        {},
    ],
)
def test_a_text_is_a_text_whatever_it_says(sent):
    assert gate.names_file(sent) is False


@pytest.mark.parametrize("field", ["path", "url", "orig_name", "mime_type", "is_stream", "meta"])
def test_each_field_of_a_file_is_known_at_any_depth(field):
    for value in ("/etc/passwd", None, ["/etc/passwd"]):
        assert gate.names_file({field: value}) is True
        assert gate.names_file({"data": [[], {"a": ["b", {field: value}]}]}) is True
