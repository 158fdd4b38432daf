"""How a document was read, and what a teacher puts right in it, over the API."""

import pytest
from service_rig import rig, school, until_settled
from uploads import upload

from indexing.corrections import Corrections
from rag.store.records import Role

TEXT = """# 陶艺

## 泥料

泥料要醒足一天，盖上湿布。

考核办法

平时成绩占六成，作品占四成。

## 烧成

素烧到八百度，釉烧到一千二百度。
"""


def uploaded(client, name="陶艺.md", text=TEXT, **form):
    sent = upload(client, name, text.encode(), **form)
    assert sent.status_code == 202, sent.text
    assert until_settled(client, sent.json()["id"]).json()["status"] == "ready"
    return sent.json()["id"]


def reading(client, id):
    found = client.get(f"/v1/documents/{id}/reading")
    assert found.status_code == 200, found.text
    return found.json()


def correct(client, id, **body):
    sent = client.put(f"/v1/documents/{id}/correction", json=body)
    if sent.status_code == 202:
        assert until_settled(client, id).json()["status"] == "ready"
    return sent


def outline(told):
    return [(one["line"], one["level"], one["level_read"]) for one in told["outline"]]


def test_a_correction_takes_effect_and_can_be_taken_back(school_rig):
    client = school_rig.client()
    id = uploaded(client)
    before = reading(client, id)
    assert outline(before) == [("陶艺", 1, 1), ("泥料", 2, 2), ("烧成", 2, 2)]
    assert (before["title"], before["title_read"]) == ("陶艺", "陶艺")
    sent = correct(
        client,
        id,
        title="陶艺社团手册",
        kind="syllabus",
        headings=[{"line": "考核办法", "level": 1}, {"line": "泥料", "level": 0}],
    )
    assert sent.status_code == 202
    after = reading(client, id)
    assert (after["title"], after["title_read"]) == ("陶艺社团手册", "陶艺")
    assert (after["kind"], after["kind_read"]) == ("syllabus", "regulation")
    assert ("考核办法", 1, 0) in outline(after)
    assert ("泥料", 0, 1) in outline(after)  # in a syllabus the title takes no level
    entry = client.get(f"/v1/documents/{id}").json()
    assert (entry["title"], entry["kind"]) == ("陶艺社团手册", "syllabus")
    found = client.post("/v1/search", json={"question": "考核办法里平时成绩占几成"}).json()
    hit = next(p for p in found["passages"] if "六成" in p["text"])
    assert (hit["title"], hit["heading_path"]) == ("陶艺社团手册", ["考核办法"])
    assert correct(client, id).status_code == 202
    assert reading(client, id) == before


def test_it_is_kept_beside_the_index_and_survives_what_is_indexed_later(school_rig):
    client = school_rig.client()
    id = uploaded(client)
    correct(client, id, title="陶艺手册")
    kept = Corrections(school_rig.service.settings.index).all()
    assert [one.title for one in kept.values()] == ["陶艺手册"]
    uploaded(client, "另一份.md", "# 另一份\n\n没有别的。\n")
    client.post(f"/v1/documents/{id}/reindex")
    assert until_settled(client, id).json()["title"] == "陶艺手册"


def test_a_changed_file_tells_what_does_not_fit(school_rig):
    client = school_rig.client()
    id = uploaded(client)
    correct(client, id, headings=[{"line": "烧成", "level": 1}, {"line": "泥料", "level": 1}])
    assert uploaded(client, text=TEXT.replace("## 烧成", "## 烧制"), replace="true") == id
    told = reading(client, id)
    assert told["misfits"] == ["标题“烧成”：文件里已经没有这一行。"]
    assert ("泥料", 1, 2) in outline(told)


def test_a_line_that_is_not_there_is_refused_and_nothing_is_kept(school_rig):
    client = school_rig.client()
    id = uploaded(client)
    sent = correct(client, id, headings=[{"line": "结业", "level": 1}])
    assert sent.status_code in (400, 409, 422)
    assert "没有这一行：“结业”" in sent.json()["error"]["message"]
    assert Corrections(school_rig.service.settings.index).all() == {}


@pytest.mark.parametrize(
    "body",
    [
        {"headings": [{"line": "泥料", "level": 10}]},
        {"headings": [{"line": " ", "level": 1}]},
        {"kind": "novel"},
        {"titel": "陶艺"},
    ],
)
def test_what_is_no_correction_is_refused(school_rig, body):
    client = school_rig.client()
    id = client.get("/v1/documents").json()["items"][0]["id"]
    assert client.put(f"/v1/documents/{id}/correction", json=body).status_code == 422


def test_who_may_change_a_document_may_correct_it(school_rig):
    admin = school_rig.account("admin", Role.ADMIN)
    teacher, other = school_rig.account("wang"), school_rig.account("li")
    school = uploaded(admin, scope="school")
    own = uploaded(teacher, "我的.md")
    title = {"title": "改过的"}
    assert teacher.put(f"/v1/documents/{school}/correction", json=title).status_code == 403
    assert reading(teacher, school)["title"] == "陶艺"
    assert correct(teacher, own, **title).status_code == 202
    assert reading(teacher, own)["title"] == "改过的"
    assert other.get(f"/v1/documents/{own}/reading").status_code == 404
    assert other.put(f"/v1/documents/{own}/correction", json=title).status_code == 404
    assert correct(admin, school, **title).status_code == 202


def test_what_was_put_right_goes_for_good_with_a_teachers_own_document(school_rig):
    teacher = school_rig.account("wang")
    own = uploaded(teacher, "我的.md")
    correct(teacher, own, title="改过的")
    kept = Corrections(school_rig.service.settings.index)
    teacher.delete(f"/v1/documents/{own}")
    assert until_settled(teacher, own).status_code == 404
    assert len(kept.all()) == 1  # it may come back
    assert teacher.delete("/v1/bin").json() == {"files": 1}
    assert kept.all() == {}


def test_a_damaged_file_of_corrections_keeps_no_service_from_answering(tmp_path, caplog):
    settings = school(tmp_path)
    Corrections(settings.index).file.write_text("{", encoding="utf-8")
    with rig(settings) as opened:
        client = opened.client()
        id = client.get("/v1/documents").json()["items"][0]["id"]
        assert client.get(f"/v1/documents/{id}/reading").status_code == 200
        sent = client.put(f"/v1/documents/{id}/correction", json={"title": "改过的"})
        assert "更正" in sent.json()["error"]["message"]
    assert "读不了" in caplog.text
