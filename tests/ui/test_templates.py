"""HTML is made by templates, which escape what they are given."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from indexing.kinds import understand
from indexing.personal import personal_of
from indexing.readers import read_bytes
from indexing.records import DocumentKind
from rag.service.entries import Entry
from rag.types import BY_MODEL, Answer
from ui.conversation import Exchange
from ui.document_html import KINDS, detail_html, list_html
from ui.markup import render
from ui.transcript import transcript

CHECKOUT = Path(__file__).parents[2]
TAG = re.compile(r"(?<!\?P)</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>")
#: Tags that are no HTML of ours: line breaks in Markdown, what a model thinks aloud in.
ALLOWED = {"<br>", "</think>"}


def tags_in(source):
    """Return the HTML tags in the strings of a module, docstrings left out."""
    tree = ast.parse(source)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return {
        tag
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in documented
        for tag in TAG.findall(node.value)
    }


def test_the_walk_sees_tags_and_leaves_docstrings_out():
    source = '"""A <b>."""\nx = f"<p class=\\"a\\">{y}</p>"\nz = "1 < 2 > 0"'
    assert tags_in(source) == {'<p class="a">', "</p>"}


@pytest.mark.parametrize("package", ["ui", "rag/api", "rag/service", "rag/drafting"])
def test_no_html_is_made_in_python(package):
    files = sorted((CHECKOUT / package).rglob("*.py"))
    assert files
    found = {f.name: tags_in(f.read_text(encoding="utf-8")) - ALLOWED for f in files}
    assert {name: tags for name, tags in found.items() if tags} == {}


def test_values_are_escaped_also_in_attributes():
    made = render("parts", "button", "go", "<b>", aria='"><script>', id="'&")
    assert made == (
        '<button type="button" class="bk-act " data-act="go" data-id="&#39;&amp;"'
        ' aria-label="&#34;&gt;&lt;script&gt;">&lt;b&gt;</button>'
    )


def test_html_that_a_template_made_is_not_escaped_again():
    inner = render("parts", "page", 3)
    assert inner == '<span class="bk-page">第 3 页</span>'
    assert render("parts", "done", "好", inner) == (
        f'<p class="bk-done" role="status">好{inner}</p>'
    )


def test_line_breaks_of_a_template_are_no_spaces_on_the_page():
    made = render("parts", "empty", "标题", "一\n二")
    assert made == Markup('<div class="bk-empty"><h2>标题</h2><p>一\n二</p></div>')


def test_a_value_that_was_not_given_is_an_error():
    with pytest.raises(UndefinedError):
        render("parts", "quiet")


def test_the_list_of_documents_shows_what_they_say_of_themselves_and_a_guessed_kind():
    told = {"course": "木工基础", "class": "木工2401班<b>"}
    sure = Entry("1", "a.md", "a.md", "安排", "schedule", kind_certainty=0.9, properties=told)
    guessed = Entry("2", "b.md", "b.md", "札记", "handbook", kind_certainty=0.4)
    rows = list_html([sure, guessed]).split("<tr data-path")
    assert '<small class="bk-told">木工基础 · 木工2401班&lt;b&gt;</small>' in rows[1]
    assert ">授课计划、课表</td>" in rows[1]
    assert ">手册？</td>" in rows[2]
    assert "bk-told" not in rows[2]


def test_a_document_s_page_names_its_personal_data_by_kind_and_page():
    text = "手机13812345678，邮箱 ding@school.edu.cn，又有13912345678。"
    document = understand(read_bytes(text.encode(), "a.md"), "a.md", "0" * 64)
    entry = Entry("1", "a.md", "a.md", "札记", "generic")
    places = [replace(p, page="2") for p in personal_of(document)]
    told = "个人信息：手机号 2 处（第 2 页）；电子邮箱 1 处（第 2 页）。"
    assert told in detail_html(entry, document, (), personal=places)
    assert "个人信息" not in detail_html(entry, document, ())


def test_an_answer_that_a_model_wrote_says_so_on_the_page_and_copied():
    offline = Answer("问", "answered", "答。", timings_ms={"read": 1.0})
    written = replace(offline, by_model=True)
    assert BY_MODEL not in transcript([Exchange(1, "问", offline)])
    assert transcript([Exchange(1, "问", written)]).count(BY_MODEL) == 2


def test_every_kind_has_a_name_on_the_page():
    assert set(KINDS) == set(DocumentKind)
