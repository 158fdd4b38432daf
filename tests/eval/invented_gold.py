"""Gold questions over the invented school, in the format of a gold file."""


def question(identifier, text, kind, facts=(), evidence=(), answer="", **more):
    """Return a row of a gold file; evidence as pairs of document and quote."""
    return {
        "id": identifier,
        "question": text,
        "kind": kind,
        "answerable": bool(evidence),
        "answer": answer,
        "must_include": [list(group) for group in facts],
        "must_not_include": [],
        "evidence": [{"doc": doc, "quote": quote} for doc, quote in evidence],
        **more,
    }


_HOURS = ("茶艺.md", "绿茶冲泡课程共48学时")

GOLD = [
    question("g1", "绿茶冲泡课程一共多少学时？", "numeric", [["48学时", "48 学时"]], [_HOURS]),
    question(
        "g2",
        "绿茶冲泡的任课教师要有几年从业经历？",
        "fact",
        [["三年", "3年"]],
        [("茶艺.md", "三年以上的茶艺从业经历")],
    ),
    question(
        "g3",
        "盖碗的教学重点是什么？",
        "fact",
        [["三个手指"], ["留缝"]],
        [("教案3.2", "持碗的三个手指要放稳，出汤时碗盖留缝")],
    ),
    question(
        "g4",
        "剪枝要剪多少度？",
        "traditional",
        [["四十五度", "45度"]],
        [("花藝.md", "剪枝時要斜剪四十五度")],
    ),
    question("g5", "高铁票多少钱一张？", "unanswerable"),
    question(
        "g6",
        "那红茶呢？",
        "followup",
        [["36学时", "36 学时"]],
        [("茶艺.md", "红茶冲泡课程共36学时")],
        history=[{"question": "绿茶冲泡课程一共多少学时？", "answer": "48学时。"}],
    ),
]
