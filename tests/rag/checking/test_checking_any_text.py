"""Whatever a plan says, checking it never fails, and every finding quotes the plan."""

from hypothesis import given, settings
from hypothesis import strategies as st
from whole_plans import CAKE, MOTOR, flat, markdown

from indexing.kinds import understand
from indexing.readers import read_bytes
from rag.checking import check, rule_name

LINES = {"txt": flat(CAKE).split("\n"), "md": markdown(MOTOR).split("\n")}
ODD = st.sampled_from(
    [
        *(
            "\t",
            "",
            "\t课时数\n\t90分钟",
            "\t课时\n\t零",
            "|  |",
            "## 考核评价",
            "教师活动",
            "课中",
        ),
        *(
            "每组展示 99 分钟",
            "【演示】",
            "【】【】",
            "〔",
            "《》",
            "过程性占 0%",
            "0分钟",
            "三类：、、",
        ),
        *(
            "区分 / / 、与、或（、）的分类",
            "| 权重 |\n| --- |\n| 0% |",
            "2024级",
            "本课任务9.9",
            "____",
        ),
    ]
)


@st.composite
def plans(draw):
    """A plan with lines left out, printed twice, put elsewhere or replaced."""
    suffix = draw(st.sampled_from(sorted(LINES)))
    lines = list(LINES[suffix])
    for _ in range(draw(st.integers(0, 12))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["drop", "twice", "cut", "odd", "any"]))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "twice":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        elif change == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        else:
            lines.insert(
                at,
                draw(
                    ODD
                    if change == "odd"
                    else st.text("课教目标分钟组12一（）、。：【】《》/% \t|#", max_size=12)
                ),
            )
    return "教案。\n" + "\n".join(lines), f"教案.{suffix}"


@settings(max_examples=100, deadline=None)
@given(plans())
def test_findings_quote_the_plan_and_say_what_to_do(plan):
    text, name = plan
    document = understand(read_bytes(text.encode("utf-8", "replace"), name), name, "0" * 64)
    findings = check(document)
    assert findings == check(document)
    for finding in findings:
        assert rule_name(finding.rule)
        assert finding.message
        assert finding.mend
        assert finding.places
        for place in finding.places:
            assert place.quote == document.canonical[place.start : place.end]
            assert place.quote.strip()
