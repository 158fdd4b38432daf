"""``beike batch``: one line in, one line out, in the shape other programs rely on."""

import json

import pytest

from indexing.index import open_index
from indexing.records import document_id

QUESTIONS = [
    {"id": "q1", "question": "绿茶冲泡的过程性考核占多少"},
    {"id": "q2", "question": "花瓶的水多久换一次"},
    {"id": "q3", "question": "量子计算机的比特数"},
    {"id": "q4", "question": "茶艺课程表里一共多少学时"},
    {"id": "q5", "question": "教案3.2的教学重点"},
]


@pytest.fixture
def batch(school_cli, tmp_path):
    """Run the command on a file with this content; return the result and the lines out."""

    def run(content, *arguments, **environ):
        source = tmp_path / "in.jsonl"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = tmp_path / "out.jsonl"
        result = school_cli("batch", "--questions", source, "--out", out, *arguments, **environ)
        lines = out.read_text(encoding="utf-8").split("\n")[:-1] if out.exists() else None
        return result, lines and [json.loads(line) for line in lines]

    return run


def lines_of(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def answers(indexed, tmp_path_factory):
    """The answers to all questions, searched by words and by meaning."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "in.jsonl").write_text(lines_of(QUESTIONS), encoding="utf-8")
    arguments = ("--questions", folder / "in.jsonl", "--out", folder / "out.jsonl", "--k", 5)
    result = indexed("batch", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    lines = (folder / "out.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


def test_one_line_out_for_each_line_in_and_in_its_order(answers):
    assert [(row["id"], row["question"]) for row in answers] == [
        (row["id"], row["question"]) for row in QUESTIONS
    ]


def test_every_field_of_the_contract_is_there_with_its_type(answers):
    for row in answers:
        assert row["status"] in {"answered", "refused"}
        assert isinstance(row["answer"], str)
        assert row["answer"]
        assert row["timings_ms"].keys() == {"retrieve", "read", "answer"}
        assert all(value >= 0 for value in row["timings_ms"].values())
        assert [p["rank"] for p in row["passages"]] == list(range(1, len(row["passages"]) + 1))
        assert len(row["passages"]) <= 5
        for passage in row["passages"]:
            assert isinstance(passage["score"], float)
            assert isinstance(passage["heading_path"], list)
            assert passage["page"] is None
        for citation in row["citations"]:
            assert {"title", "heading_path", "page"} <= citation.keys()


def test_citations_are_numbered_from_one_and_marked_in_the_answer(answers):
    for row in answers:
        numbers = [citation["n"] for citation in row["citations"]]
        assert numbers == list(range(1, len(numbers) + 1))
        for n in numbers:
            assert f"[{n}]" in row["answer"]
        assert bool(numbers) is (row["status"] == "answered")


def test_quotes_and_passages_stand_verbatim_in_the_document(answers, school_cli):
    with open_index(school_cli.folder / "index") as index:

        def there(place):
            canonical = index.canonical(document_id(place["document"]))
            return canonical[place["start"] : place["end"]]

        seen = 0
        for row in answers:
            for citation in row["citations"]:
                assert there(citation) == citation["quote"] != ""
                seen += 1
            for passage in row["passages"]:
                if passage["derived"]:
                    assert passage["sources"]
                    assert all(there(source) == source["quote"] for source in passage["sources"])
                else:
                    assert there(passage) == passage["text"]
                    assert passage["sources"] == []
        assert seen >= 4


def test_the_answers_are_those_of_the_documents(answers):
    by_id = {row["id"]: row for row in answers}
    assert "60%" in by_id["q1"]["answer"]
    assert by_id["q1"]["citations"][0]["document"] == "标准/茶艺.md"
    assert any("每兩天更換一次" in cited["quote"] for cited in by_id["q2"]["citations"])
    assert by_id["q3"]["status"] == "refused"
    assert by_id["q5"]["passages"][0]["document"] == "教案3.2.md"


def test_a_derived_passage_names_the_cells_it_was_read_from(answers):
    sheets = [p for p in answers[3]["passages"] if p["derived"]]
    assert sheets
    assert {source["document"] for source in sheets[0]["sources"]} == {"课程表.md"}
    assert len(sheets[0]["sources"]) == 3


def test_the_index_is_brought_up_to_date_first(school_cli, batch, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "茶.md").write_text("# 茶\n\n乌龙茶的水温为九十五度。\n", encoding="utf-8")
    (corpus / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    result, (row,) = batch(
        lines_of([{"id": 7, "question": "乌龙茶的水温"}]),
        *("--corpus", corpus, "--index", tmp_path / "index"),
    )
    assert result.exit_code == 0
    assert row["id"] == "7"
    assert "九十五度" in row["answer"]
    (line,) = result.stderr.splitlines()
    assert "坏.pdf" in line


def test_an_index_without_its_corpus_can_be_asked(batch, school_cli, tmp_path):
    # Nobody named a corpus and the default one is not there.
    result, (row,) = batch(lines_of(QUESTIONS[:1]), BEIKE_CORPUS=None)
    assert result.exit_code == 0, result.stderr
    assert row["status"] == "answered"


def test_a_corpus_that_was_named_must_be_there(batch):
    result, rows = batch(lines_of(QUESTIONS[:1]), "--corpus", "没有的文件夹")
    assert result.exit_code == 1
    assert "没有的文件夹" in result.stderr
    assert rows is None


def test_blank_lines_and_a_byte_order_mark_are_passed_over(batch):
    content = "\ufeff\n" + lines_of(QUESTIONS[:1]) + "\r\n  \n"
    result, rows = batch(content)
    assert result.exit_code == 0
    assert [row["id"] for row in rows] == ["q1"]


def test_only_a_line_feed_parts_lines(batch):
    question = "绿茶冲泡的\u2028过程性\u0085考核占多少"
    result, rows = batch(lines_of([{"id": "q", "question": question}]))
    assert result.exit_code == 0, result.stderr
    assert rows[0]["question"] == question


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "不是问题"),
        ('["q2", "问"]', "不是问题"),
        ('"问"', "不是问题"),
        ('{"id": "q2"}', "不是问题"),
        ('{"question": "问"}', "不是问题"),
        ('{"id": null, "question": "问"}', "不是问题"),
        ('{"id": "q2", "question": 5}', "不是问题"),
        ('{"id": "q2", "question": "  "}', "的问题是空的"),
        ('{"id": "q2", "question": "残\\ud800缺"}', "含有残缺的字符"),
    ],
)
def test_a_malformed_line_is_named_by_file_and_number(batch, line, said):
    result, rows = batch(lines_of(QUESTIONS[:1]) + "\n" + line + "\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"错误：in.jsonl 第 3 行{said}" in result.stderr
    assert "办法：" in result.stderr
    assert rows is None


def test_a_file_in_another_encoding_is_refused(batch):
    result, rows = batch(lines_of(QUESTIONS).encode("gbk"))
    assert result.exit_code == 1
    assert "in.jsonl 不是 UTF-8 编码" in result.stderr
    assert rows is None


def test_a_folder_that_is_not_there_is_found_out_before_the_work(school_cli, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(lines_of(QUESTIONS), encoding="utf-8")
    out = tmp_path / "none" / "out.jsonl"
    fresh = tmp_path / "index"
    result = school_cli("batch", "--questions", source, "--out", out, "--index", fresh)
    assert result.exit_code == 1
    assert "--out" in result.stderr
    assert not fresh.exists()


def test_a_failed_run_leaves_the_old_answers_alone(batch, tmp_path):
    (tmp_path / "out.jsonl").write_text('{"old": 1}\n', encoding="utf-8")
    result, rows = batch(lines_of(QUESTIONS), BEIKE_CORPUS=None, BEIKE_INDEX=str(tmp_path / "none"))
    assert result.exit_code == 1
    assert rows == [{"old": 1}]


def test_no_questions_give_no_answers(batch, tmp_path):
    result, _ = batch("")
    assert result.exit_code == 0
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == ""


def test_history_makes_a_follow_up_whole(batch):
    rows = [
        {
            "id": "q1",
            "question": "那红茶冲泡呢",
            "history": [{"question": "绿茶冲泡一共多少学时？", "answer": "48学时。"}],
        },
        {
            "id": "q2",
            "question": "那红茶冲泡呢",
            "history": [{"question": "绿茶冲泡一共多少学时？"}],
        },
        {"id": "q3", "question": "绿茶冲泡一共多少学时？", "history": []},
        {"id": "q4", "question": "绿茶冲泡一共多少学时？", "history": None},
    ]
    result, told = batch(lines_of(rows))
    assert result.exit_code == 0, result.stderr
    assert [row["question"] for row in told] == [row["question"] for row in rows]
    for row in told[:2]:
        assert "36" in row["answer"]
        assert row["understood"] == "红茶冲泡一共多少学时?"
    for row in told[2:]:
        assert "48" in row["answer"]
        assert row["understood"] == ""


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ('"问"', "的 history 不是一组问答"),
        ("{}", "的 history 不是一组问答"),
        ('[{"question": "问"}, "答"]', "的 history 第 2 项没有 question"),
        ('[{"answer": "答"}]', "的 history 第 1 项没有 question"),
        ('[{"question": 5}]', "的 history 第 1 项没有 question"),
        ('[{"question": " "}]', "的 history 第 1 项的 question 是空的"),
        ('[{"question": "问", "answer": ["答"]}]', "的 history 第 1 项的 answer 不是文字"),
        ('[{"question": "残\\ud800缺"}]', "含有残缺的字符"),
    ],
)
def test_a_malformed_history_is_named_by_line_and_exchange(batch, history, said):
    line = f'{{"id": "q2", "question": "问", "history": {history}}}'
    result, rows = batch(lines_of(QUESTIONS[:1]) + line + "\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"错误：in.jsonl 第 2 行{said}" in result.stderr
    assert "办法：" in result.stderr
    assert rows is None


def test_a_file_of_questions_can_be_limited_to_a_document(batch):
    result, rows = batch(lines_of(QUESTIONS[:2]), "--document", "花藝.md")
    assert result.exit_code == 0, result.stderr
    assert [row["status"] for row in rows] == ["refused", "answered"]
    assert [row["scope"] for row in rows] == [["花藝.md"]] * 2
    assert {c["document"] for c in rows[1]["citations"]} == {"花藝.md"}
