"""Every list comes in pages of one shape, which says how much there is altogether."""

from __future__ import annotations

import pytest
from service_rig import rig, school

from rag.store.records import Role

#: The lists of the service, but for a draft's versions.
LISTS = [
    "/v1/admin/feedback",
    "/v1/admin/users",
    "/v1/conversations",
    "/v1/documents",
    "/v1/drafts",
    "/v1/feedback",
    "/v1/keys",
]
COUNT = 3


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """An administrator's browser, with three of everything; and a draft with three versions."""
    with rig(school(tmp_path_factory.mktemp("paging"))) as opened:
        client = opened.account("教务处", Role.ADMIN)
        plan = client.post("/v1/draft", json={"task": "绿茶冲泡"}).json()["plan"]
        answer = client.post("/v1/ask", json={"question": "绿茶冲泡课程多少学时？"}).json()
        for number in range(COUNT):
            client.post("/v1/conversations", json={"title": f"对话{number}"})
            client.post("/v1/feedback", json={"answer": answer, "verdict": "down"})
            client.post("/v1/keys", json={"name": f"脚本{number}"})
            draft = client.post("/v1/drafts", json={"plan": plan}).json()["id"]
            if number:
                opened.account(f"老师{number}")
        for _ in range(COUNT - 1):
            client.post(f"/v1/drafts/{draft}/versions", json={"plan": plan})
        yield client, f"/v1/drafts/{draft}/versions"


def page(client, path, **query):
    told = client.get(path, params=query)
    assert told.status_code == 200, told.text
    return told.json()


@pytest.mark.parametrize("path", [*LISTS, "versions"])
def test_a_list_comes_in_pages_with_their_total(filled, path):
    client, versions = filled
    path = versions if path == "versions" else path
    whole = page(client, path)
    assert len(whole["items"]) == COUNT
    assert {k: v for k, v in whole.items() if k != "items"} == {
        "total": COUNT, "limit": 50, "offset": 0, "next_offset": None,
    }  # fmt: skip
    first = page(client, path, limit=2)
    assert (first["total"], first["limit"], first["next_offset"]) == (COUNT, 2, 2)
    rest = page(client, path, limit=2, offset=first["next_offset"])
    assert (rest["total"], rest["next_offset"]) == (COUNT, None)
    assert first["items"] + rest["items"] == whole["items"]
    beyond = page(client, path, offset=COUNT)
    assert (beyond["items"], beyond["total"], beyond["next_offset"]) == ([], COUNT, None)


def test_no_list_was_forgotten(filled):
    client, _ = filled
    spec = client.get("/openapi.json").json()
    paged = {
        path
        for path, methods in spec["paths"].items()
        if "offset" in [p["name"] for p in methods.get("get", {}).get("parameters", [])]
    }
    # What is in the bin is paged in the test of the bin.
    assert paged == {*LISTS, "/v1/drafts/{draft}/versions", "/v1/bin"}


def test_the_total_is_of_what_was_asked_for(filled):
    client, _ = filled
    found = page(client, "/v1/conversations", search="对话1", limit=1)
    assert (found["total"], [talk["title"] for talk in found["items"]]) == (1, ["对话1"])
    assert page(client, "/v1/admin/feedback", verdict="up")["total"] == 0
    assert page(client, "/v1/admin/feedback", verdict="down", gold=False)["total"] == COUNT
