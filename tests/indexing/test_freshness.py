"""What is said of files that changed or went after they were indexed."""

import os
import zipfile

import pytest
from small_corpus import GARDEN, KITCHEN, Workshop

from indexing.archives import member_hash
from indexing.corpus_files import Uploads
from indexing.freshness import Freshness, Outdated
from indexing.manifest import hash_file


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.write("garden.md", GARDEN)
    workshop.write("kitchen.md", KITCHEN)
    with zipfile.ZipFile(workshop.corpus / "旧.zip", "w") as package:
        package.writestr("甲.md", GARDEN)
        package.writestr("乙.md", KITCHEN)
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    (uploads / "up.md").write_text(GARDEN, "utf-8")
    workshop.build(uploads=Uploads(uploads))
    return workshop


def outdated(workshop, paths=None, corpus=None):
    freshness = Freshness(corpus or workshop.corpus, workshop.corpus.parent / "uploads")
    with workshop.open() as index:
        return freshness.outdated(index.manifest, paths)


def test_nothing_is_said_of_files_as_they_were(workshop):
    assert outdated(workshop) == {}


def test_a_changed_and_a_deleted_file_are_told_and_only_of_those_asked_about(workshop):
    workshop.write("garden.md", GARDEN + "新添。\n")
    (workshop.corpus / "kitchen.md").unlink()
    assert outdated(workshop) == {"garden.md": Outdated.CHANGED, "kitchen.md": Outdated.DELETED}
    assert outdated(workshop, {"kitchen.md"}) == {"kitchen.md": Outdated.DELETED}
    workshop.build(uploads=Uploads(workshop.corpus.parent / "uploads"))
    assert outdated(workshop) == {}


def test_a_file_that_was_only_touched_is_as_it_was_and_hashed_once(workshop, monkeypatch):
    hashed = []

    def counting(path):
        hashed.append(path.name)
        return hash_file(path)

    monkeypatch.setattr("indexing.freshness.hash_file", counting)
    os.utime(workshop.corpus / "garden.md", ns=(1, 1))
    assert outdated(workshop) == {}
    assert outdated(workshop) == {}
    assert hashed == ["garden.md"]


def test_a_file_in_an_archive_is_compared_with_what_the_archive_holds(workshop):
    path = workshop.corpus / "旧.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("甲.md", GARDEN)
    assert outdated(workshop) == {"旧.zip/乙.md": Outdated.DELETED}
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("甲.md", KITCHEN)
    assert outdated(workshop) == {
        "旧.zip/甲.md": Outdated.CHANGED,
        "旧.zip/乙.md": Outdated.DELETED,
    }
    path.write_bytes(b"PK cut off")
    with pytest.raises(KeyError):
        member_hash(path, "甲.md")
    path.unlink()
    assert set(outdated(workshop).values()) == {Outdated.DELETED}


def test_an_upload_is_looked_for_among_the_uploads(workshop):
    upload = workshop.corpus.parent / "uploads" / "up.md"
    upload.write_text(KITCHEN, "utf-8")
    assert outdated(workshop) == {"up.md": Outdated.CHANGED}
    upload.unlink()
    assert outdated(workshop) == {"up.md": Outdated.DELETED}


def test_nothing_is_called_deleted_where_another_folder_is_looked_at(workshop, tmp_path):
    (tmp_path / "other").mkdir()
    assert outdated(workshop, corpus=tmp_path / "other") == {}
    assert outdated(workshop, corpus=tmp_path / "nowhere") == {}
