"""The Word files as LibreOffice prints them. Skipped where LibreOffice is not installed."""

import shutil
import subprocess
from dataclasses import replace

import invented_forms
import pdfplumber
import pytest
from invented_draft import PLAN

from rag.drafting.export.docx import to_docx
from rag.drafting.export.template import fill_template

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

MARGIN = 1134 / 20  # points


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A function that prints a Word file and returns its pages."""
    folder = tmp_path_factory.mktemp("printed")
    opened = []

    def print_out(data, name):
        (folder / f"{name}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run(
            [*command, str(folder / f"{name}.docx")], check=True, capture_output=True, timeout=180
        )
        opened.append(pdfplumber.open(folder / f"{name}.pdf"))
        return opened[-1].pages

    yield print_out
    for pdf in opened:
        pdf.close()


@pytest.fixture(scope="module")
def pages(printed):
    return printed(to_docx(PLAN, citations="inline", findings=()), "plan")


def test_the_pages_are_a4_and_nothing_runs_over_the_margins(pages):
    for page in pages:
        assert (round(page.width), round(page.height)) == (595, 842)
        assert min(c["x0"] for c in page.chars) >= MARGIN - 6
        assert max(c["x1"] for c in page.chars) <= page.width - MARGIN + 6


def test_every_page_is_numbered(pages):
    for number, page in enumerate(pages, 1):
        foot = page.crop((0, page.height - 60, page.width, page.height)).extract_text()
        assert "".join(foot.split()) == f"第{number}页共{len(pages)}页"


def test_no_heading_stands_alone_at_the_foot_of_a_page(pages):
    # 13 pt is the size of headings only.
    for page in pages:
        headings = [c["bottom"] for c in page.chars if round(c["size"]) == 13]
        below = [c for c in page.chars if c["top"] > max(headings, default=0)]
        assert not headings or len(below) > 20


def test_the_header_of_the_process_is_printed_again_on_every_page_it_runs_over(printed):
    steps = tuple(
        replace(s, name=f"{s.name}{n}")
        for n in range(4)
        for s in PLAN.section("教学实施过程").steps
    )
    sections = tuple(replace(s, steps=steps) if s.steps else s for s in PLAN.sections)
    pages = printed(to_docx(replace(PLAN, sections=sections)), "long")
    first = next(n for n, page in enumerate(pages) if "环节与时间" in page.extract_text())
    last = max(
        n for n, page in enumerate(pages) if "拓展与养护3" in "".join(page.extract_text().split())
    )
    assert last > first
    assert all("环节与时间" in pages[n].extract_text() for n in range(first, last + 1))


@pytest.mark.parametrize("form", ["one_table", "headings_and_columns", "with_control"])
def test_a_filled_form_prints_inside_its_margins(printed, form):
    filled, _ = fill_template(getattr(invented_forms, form)(), PLAN)
    pages = printed(filled, form)
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert "月季的扦插繁殖" in text
    for page in pages:
        assert max(c["x1"] for c in page.chars) <= page.width - 84  # 3.2 cm less what a table hangs
