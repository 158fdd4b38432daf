"""Whole papers as schools print them: their outline, tables and order after reading."""

from hypothesis import given, settings
from hypothesis import strategies as st
from printed_pages import FONT, HEIGHT, WIDTH, Draw, columns, lines, pdf, table, together

from indexing.kinds import understand
from indexing.readers import read_bytes
from indexing.records import Document

AT = (60, 100, 260, 330, 400, 470)
HEAD = ("序号", "课程名称", "", "", "学分", "考核")
UNDER = ("", "", "理论", "实践", "", "")
NAMES = ("制图", "钳工", "焊接", "铣削", "液压", "检测", "编程", "夹具", "材料", "安全")


def understood(*pages: Draw, name: str = "a.pdf") -> Document:
    return understand(read_bytes(pdf(*pages), name), name, "0" * 64)


def edges(number: int, head: str = "云岭技师学院人才培养方案") -> Draw:
    """A running head and the number of the page."""

    def draw(canvas) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 40, head)
        canvas.drawCentredString(WIDTH / 2, 36, f"— {number} —")

    return draw


def course(number: int) -> tuple[str, ...]:
    """Every fourth course has no practice, every seventh is not examined."""
    name = f"{NAMES[number % 10]}技术{number}"
    practice = "" if number % 4 == 0 else str(8 * (number % 9 + 1))
    return (
        str(number),
        name,
        str(16 + number),
        practice,
        f"{number % 5 + 1}",
        "" if number % 7 == 0 else "考试",
    )


def programme(pages: int, rows: int) -> list[Draw]:
    """A title page, then a table without rules over all other pages, its header on each."""
    title = together(
        lines(["机械加工专业人才培养方案"], x=180, top=120),
        lines(
            [
                "一、培养目标",
                "培养能独立完成零件加工与检测的技能人才。",
                "二、课程设置",
                "表1 课程设置",
            ],
            top=200,
        ),
    )
    out = [together(title, edges(1))]
    for page in range(2, pages + 1):
        first = (page - 2) * rows + 1
        body = [course(number) for number in range(first, first + rows)]

        def common(canvas) -> None:
            canvas.setFont(FONT, 11)
            canvas.drawCentredString(306, HEIGHT - 76, "学时")

        grid = table((HEAD, UNDER, *body), AT, top=84, step=16, size=11)
        out.append(together(common, grid, edges(page)))
    return out


def test_a_programme_of_thirty_pages_with_tables_without_rules() -> None:
    document = understood(*programme(30, 40))
    (found,) = [table for table in document.tables if len(table.rows) > 5]
    assert found.name == "表1 课程设置"
    assert found.columns == ("序号", "课程名称", "学时·理论", "学时·实践", "学分", "考核")
    assert [tuple(cell.text for cell in row) for row in found.rows] == [
        course(number) for number in range(1, 29 * 40 + 1)
    ]
    assert document.pages == 30
    assert "云岭技师学院人才培养方案" not in document.canonical
    last = document.units[-1]
    assert (document.canonical[last.start : last.end].split("\t")[0], last.page) == ("1160", 30)


LESSONS = [
    f"{name}的安全操作"
    for name in [
        "台钻",
        "砂轮机",
        "车床",
        "铣床",
        "刨床",
        "磨床",
        "剪板机",
        "折弯机",
        "电焊机",
        "气瓶",
        "行车",
        "叉车",
    ]
]


def book(labels: str) -> list[Draw]:
    """A cover, a dotted table of contents, and twelve lessons of two pages with the same fields."""
    heads = [
        labels.format(number) + f" {name}"
        for number, name in zip(
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
            LESSONS,
            strict=True,
        )
    ]
    contents = [
        f"{head} {'…' * (24 - len(head) // 2)} {3 + 2 * at}" for at, head in enumerate(heads)
    ]
    pages = [lines(["机械车间安全教案集"], x=180, top=200), lines(["目　录", *contents], step=26)]
    for head, name in zip(heads, LESSONS, strict=True):
        pages += [
            together(
                lines([head], x=160, top=90),
                lines(
                    [
                        "一、教学目标",
                        f"学生能说出{name}的三条要点，并能互相提醒。",
                        "二、教学重点",
                        f"开机以前的检查，是{name}里最要紧的一步。",
                    ],
                    top=140,
                ),
            ),
            lines(
                [
                    "三、教学过程",
                    f"先看{name}的示范，再两人一组练习，最后由教师逐组检查。",
                    "四、课后作业",
                    f"写一份{name}的检查单，下次上课前交。",
                ]
            ),
        ]
    return [
        together(page, edges(at, "机械车间安全教案集")) for at, page in enumerate(pages, start=1)
    ]


def lessons_of(document: Document) -> dict[str, list[str]]:
    """Names of the lessons, each with the headings that stand in it."""
    found: dict[str, list[str]] = {}
    for section in document.sections[1:]:
        lesson = next((name for name in LESSONS if any(name in head for head in section.path)), "")
        if lesson and not any(section.heading.endswith(name) for name in LESSONS):
            found.setdefault(lesson, []).append(section.heading)
    return found


def test_a_book_of_twelve_lessons_is_split_into_them() -> None:
    for labels in ("第{}课", "第{}讲", "任务{}"):
        document = understood(*book(labels), name="教案集.pdf")
        fields = ["一、教学目标", "二、教学重点", "三、教学过程", "四、课后作业"]
        assert lessons_of(document) == dict.fromkeys(LESSONS, fields), labels
        assert "…" not in document.canonical


def test_a_bulletin_in_two_columns_is_read_column_by_column_on_every_page() -> None:
    def story(side: str, page: int) -> list[str]:
        return [f"{side}边第{page}页的第{n}行一直写到边" for n in "一二三四五六七八"]

    pages = [
        together(
            lines(story("左", n), x=60, top=120),
            lines(story("右", n), x=310, top=120),
            lines(["教研简报" if n == 1 else f"专题{n}：刀具的保养"], x=230, top=80),
        )
        for n in (1, 2)
    ]
    text = understood(*pages).canonical.replace("\n", "")
    wanted = [line for n in (1, 2) for side in "左右" for line in story(side, n)]
    places = [text.index(line) for line in wanted]
    assert places == sorted(places)


def test_a_handout_in_vertical_traditional_text() -> None:
    first = [
        "石匠問徒弟何謂好石徒弟答曰堅而已矣石匠曰不然",
        "堅者難雕鬆者易碎能受刀而不裂方為好石",
        "汝選材時先敲之聽其聲也",
    ]
    second = ["徒弟乃遍敲山中之石三日而得一塊其聲清越", "石匠喜曰可矣"]
    document = understood(columns(["選石記", *first]), columns(second))
    assert document.script == "hant"
    assert document.canonical.replace("\n", "") == "選石記" + "".join(first) + "".join(second)


@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_where_pages_break_changes_nothing_in_a_table(data: st.DataObject) -> None:
    """With or without a header on each page, in any type and spacing."""
    count = data.draw(st.integers(9, 40))
    breaks = sorted(data.draw(st.sets(st.integers(4, count - 1), max_size=3)))
    repeated = data.draw(st.booleans())
    size = data.draw(st.sampled_from([9.0, 10.5, 12.0]))
    step = size * data.draw(st.sampled_from([1.5, 1.7]))
    head = ("序号", "课程名称", "理论", "实践", "学分", "考核")
    pages = []
    for first, last in zip([0, *breaks], [*breaks, count], strict=True):
        body = [course(number) for number in range(first + 1, last + 1)]
        rows = [head, *body] if repeated or not first else body
        pages.append(table(rows, AT, size=size, step=step, top=60))
    (found,) = understood(*pages).tables
    assert [tuple(cell.text for cell in row) for row in found.rows] == [
        course(number) for number in range(1, count + 1)
    ]
