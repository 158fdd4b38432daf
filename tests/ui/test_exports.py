"""A kept draft in a school's own form: only for whose draft it is, and nothing stays behind."""

import io
import json
import tempfile
import zipfile
from urllib.parse import unquote

import docx
import pytest
from pages import PERSONS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def form(*labels):
    """A school's form: a table with labels, and room beside them."""
    document = docx.Document()
    table = document.add_table(rows=len(labels), cols=2)
    for row, label in enumerate(labels):
        table.cell(row, 0).text = label
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def kept(client):
    """Return the number of a draft that the client keeps."""
    goal = {"label": "", "statements": [{"text": "能按流程冲泡绿茶。", "origin": "teacher"}]}
    plan = {
        "request": {"task": "绿茶冲泡"},
        "title": "绿茶冲泡",
        "sections": [{"name": "教学目标", "blocks": [goal]}],
    }
    made = client.post("/v1/drafts", json={"plan": plan})
    assert made.status_code == 201, made.text
    return made.json()["id"]


def send(client, draft, data, name="我校模板.docx", **more):
    files = {"form": (name, data, WORD)}
    return client.post(f"/files/draft/{draft}/form", files=files, **more)


@pytest.mark.parametrize("person", PERSONS)
def test_a_form_comes_back_filled_and_nothing_of_it_is_kept(pages, person, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = pages.client(person)
    told = send(client, kept(client), form("课题", "教学目标", "班主任评语"))
    assert (told.status_code, told.headers["content-type"]) == (200, WORD)
    assert unquote(told.headers["content-disposition"]).endswith("''绿茶冲泡.docx")
    cells = docx.Document(io.BytesIO(told.content)).tables[0].column_cells(1)
    assert cells[0].text == "绿茶冲泡"
    assert "能按流程冲泡绿茶。" in cells[1].text
    assert cells[2].text == ""
    notes = ["模板里没有这些内容的位置，已附在文末：课时数。"]
    assert json.loads(told.headers["beike-notes"]) == notes
    assert list(tmp_path.iterdir()) == []
    assert pages.cached() == pages.planted


def test_another_teachers_draft_is_filled_into_no_form(pages):
    mine = kept(pages.client("admin"))
    assert send(pages.client("admin"), mine, form("课题")).status_code == 200
    told = send(pages.client("teacher"), mine, form("课题"))
    assert (told.status_code, told.json()["error"]["code"]) == (404, "not_found")
    assert pages.client("teacher").get(f"/files/draft/{mine}").status_code == 404


def test_a_form_from_a_page_elsewhere_is_refused(pages):
    client = pages.client("local")
    told = send(client, kept(client), form("课题"), headers={"Origin": "http://elsewhere.example"})
    assert (told.status_code, told.json()["error"]["code"]) == (403, "foreign_origin")


def test_what_is_no_form_is_told_with_its_name(pages):
    client = pages.client("teacher")
    draft = kept(client)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("word/a.xml", "<a/>")
    for data in (b"PK broken", archive.getvalue()):
        told = send(client, draft, data, "坏模板.docx")
        assert (told.status_code, told.json()["error"]["code"]) == (422, "document_unreadable")
        assert "坏模板.docx" in told.json()["error"]["message"]
    assert client.post(f"/files/draft/{draft}/form").status_code == 422
