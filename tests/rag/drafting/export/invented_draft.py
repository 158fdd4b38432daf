"""A whole plan by hand, all twelve sections, for the tests of the files it is exported to."""

from dataclasses import replace

from rag.drafting.plan import DraftRequest, Grid, Group, Origin, Plan, Section, Statement, Step
from rag.types import Citation

DELIVERABLE = "月季扦插繁殖方案"

REQUEST = DraftRequest(
    task="月季的扦插繁殖",
    course="花卉繁殖与养护",
    level="中级",
    class_name="2031级园艺1班",
    students=36,
    groups=6,
    lessons=2,
    minutes_per_lesson=45,
    form="理实一体",
    deliverable=DELIVERABLE,
    learners="会配营养土，没有做过扦插。",
)


def _doc(text, *citations, serves=()):
    return Statement(text, Origin.DOCUMENT, citations, serves)


def _own(text, *serves):
    return Statement(text, Origin.SUGGESTED, (), serves)


def _teacher(text):
    return Statement(text, Origin.TEACHER)


def _inferred(text):
    return Statement(text, Origin.INFERRED)


def _cell(*texts):
    return tuple(_own(text) for text in texts)


def _citation(n, heading, page, quote):
    path = ("课程标准", "花卉繁殖与养护", heading)
    return Citation(
        n, f"chunk-{n}", "标准/园艺.pdf", "园艺技术专业课程标准", path, page, quote, 0, len(quote)
    )


CITATIONS = (
    _citation(1, "课程目标", 21, "能按品种特性选取健壮插穗，完成剪切、处理与扦插。"),
    _citation(2, "学习内容", 22, "扦插的时期、插穗的选取与处理、基质的配制、插后管理。"),
    _citation(3, "教学考核要求", 24, "过程性考核占70%，终结性考核占30%。"),
    _citation(4, "教学实施建议", 25, "配备枝剪、穴盘、遮阳网和喷雾设备。"),
)

STEPS = (
    Step(
        "课前",
        "认领任务",
        None,
        _cell("观看扦插微课，了解插穗的三个部位。"),
        _cell("【发布任务】推送任务单和微课。", "【预习检测】查看答题情况，记下错得多的题。"),
        _cell("【接收任务】看微课，完成预习题。", "【分工】每组定下剪穗、处理、扦插的人。"),
        _cell("带着问题进课堂，养成先看后做的习惯。"),
    ),
    Step(
        "课中",
        "任务导入",
        10,
        _cell("比较成活与枯死的插穗，引出影响成活的因素。"),
        _cell("【展示】两盘插穗的照片。", "【提问】差别从哪里来？"),
        _cell("【观察】比较照片，说出三处不同。"),
        _cell("从真实的对比引出任务，激发好奇心。"),
    ),
    Step(
        "课中",
        "探究一：选穗与剪穗",
        25,
        (_doc("扦插的时期、插穗的选取与处理。", 2), _own("剪口离芽约1厘米，上平下斜。")),
        _cell("【示范】剪取一支插穗，边剪边讲要点。", "【巡视】纠正持剪姿势，提醒安全。"),
        _cell("【练习】每人剪取十支插穗。", "【互查】两人互相检查剪口和长度。"),
        _cell("先看后做，精益求精；安全操作，尊重生命。"),
    ),
    Step(
        "课中",
        "探究二：基质与扦插",
        25,
        (_doc("基质的配制、插后管理。", 2),),
        _cell("【讲解】珍珠岩与泥炭的比例。", "【指导】抽查扦插深度。"),
        _cell("【操作】配基质、装穴盘、扦插、浇透水。", "【记录】填写扦插记录表。"),
        _cell("在完整的工作过程里练技能，节约用水用土。"),
    ),
    Step(
        "课中",
        "展示与评价",
        30,
        _cell(f"各组汇报《{DELIVERABLE}》，按量规评分。"),
        _cell("【组织】6个小组依次汇报，每组3分钟。", "【点评】用12分钟讲评共性问题。"),
        _cell("【汇报】说明插穗、基质与管理的安排。", "【互评】对照量规给别组打分。"),
        _cell("以评促学，诚实记录，客观评价。"),
    ),
    Step(
        "课后",
        "拓展与养护",
        None,
        _cell("完善方案，记录两周内的生根情况。"),
        _cell("【批改】逐组反馈方案。", "【答疑】线上解答养护问题。"),
        _cell(f"【完善】修改《{DELIVERABLE}》。", "【养护】每天记录温度、湿度和叶色。"),
        _cell("持续观察，养成责任心。"),
    ),
)

SECTIONS = (
    Section(
        "学情分析",
        (
            Group("知识与技能", (_teacher("会配营养土，没有做过扦插。"),)),
            Group("认知与实践", (_own("喜欢动手，容易忽略操作的先后次序，需要步骤卡提醒。"),)),
            Group("学习特点", (_own("愿意看示范和短视频，能在小组里互相帮助。"),)),
        ),
    ),
    Section(
        "教学目标",
        (
            Group(
                "知识目标",
                (
                    _doc("说明扦插的适宜时期和插后管理的要点。", 2, serves=("知1",)),
                    _own("理解影响插穗生根的主要因素。", "知2"),
                ),
                numbered=True,
            ),
            Group(
                "能力目标",
                (
                    _doc("能按品种特性选取健壮插穗，完成剪切、处理与扦插。", 1, serves=("能1",)),
                    _own(f"能小组合作写出《{DELIVERABLE}》，步骤齐全、数据真实。", "能2"),
                ),
                numbered=True,
            ),
            Group("思政目标", (_own("树立尊重生命、节约资源的意识。", "思1"),), numbered=True),
        ),
    ),
    Section(
        "课程思政",
        (
            Group("融入知识点", (_own("插穗的选取：珍惜母株，不乱剪。"),)),
            Group("融入方式", (_own("示范、互查与养护记录。"),)),
            Group("思政元素", (_own("尊重生命、精益求精、诚实记录。"),)),
            Group("思政资源", (_own("校园月季园的养护故事。"),)),
        ),
    ),
    Section(
        "教学重点及难点",
        (
            Group("重点", (_doc("插穗的选取与处理。", 2), _own("在“探究一：选穗与剪穗”中突破。"))),
            Group("难点", (_own("按品种特性判断插穗是否健壮，用对比照片和互查来突破。"),)),
        ),
    ),
    Section(
        "课堂任务",
        (
            Group(
                "任务情境",
                (_inferred("学校月季园要补种两百株月季，需要一批扦插苗和一份可照着做的方案。"),),
            ),
            Group(
                "任务要求",
                (
                    _own("每人剪取并扦插十支合格的插穗；"),
                    _own(f"每组写出一份300字左右的《{DELIVERABLE}》。"),
                ),
                numbered=True,
            ),
            Group("设计目标", (_own("插穗合格率不低于90%，方案可以照着做。"),)),
        ),
    ),
    Section(
        "教学资源",
        (
            Group("线下资源", (_doc("枝剪、穴盘、遮阳网和喷雾设备。", 4),)),
            Group("线上资源", (_own("扦插微课、预习题、扦插记录表。"),)),
        ),
    ),
    Section(
        "教学方法",
        (
            Group(
                "",
                (
                    _own("示范教学法：先示范再练习，用于探究一。"),
                    _own("任务驱动法：以补种任务贯穿全课。"),
                ),
                numbered=True,
            ),
        ),
    ),
    Section(
        "考核评价",
        (
            Group(
                "",
                (
                    _doc("过程性考核占70%，终结性考核占30%。", 3),
                    _own("过程性考核看操作、记录与合作，终结性考核看方案与汇报。"),
                ),
            ),
            Grid(
                ("评价项目", "权重", "优秀", "合格", "待改进"),
                tuple(
                    tuple(_cell(text) for text in row)
                    for row in (
                        ("插穗剪切", "40%", "十支全部合格，剪口平整", "八支以上合格", "不足八支"),
                        ("扦插操作", "30%", "深度一致，浇透水", "深度基本一致", "深浅不一"),
                        ("方案与汇报", "30%", "步骤齐全，数据真实", "步骤齐全", "缺少步骤"),
                    )
                ),
                caption="评分量规",
            ),
        ),
    ),
    Section("教学实施过程", steps=STEPS),
    Section(
        "教学反思",
        (
            Group("教学效果", (_own("多少学生的插穗全部合格？哪些环节用时超出？"),)),
            Group("存在问题", (_own("哪些操作错误反复出现？"),)),
            Group("改进措施", (_own("下次怎样改进示范与分组？"),)),
        ),
    ),
    Section(
        "分层任务",
        (
            Grid(
                ("层次", "任务", "支持"),
                (
                    (_cell("基础"), _cell("照步骤卡完成五支插穗。"), _cell("步骤卡、同伴示范")),
                    (_cell("提高"), _cell("独立完成十支插穗并说明理由。"), _cell("品种特性表")),
                    (_cell("拓展"), _cell("比较两种基质的生根率。"), _cell("记录表、教师答疑")),
                ),
            ),
        ),
    ),
    Section(
        "对齐矩阵",
        (
            Grid(
                ("目标", "活动", "评价", "课标"),
                (
                    (
                        _cell("知1 说明扦插的适宜时期和插后管理的要点"),
                        _cell("探究二：基质与扦插"),
                        _cell("预习题、方案与汇报"),
                        (_inferred("花卉繁殖与养护·学习内容"),),
                    ),
                    (
                        _cell("能1 选取健壮插穗，完成剪切、处理与扦插"),
                        _cell("探究一：选穗与剪穗"),
                        _cell("插穗剪切（40%）、扦插操作（30%）"),
                        (_doc("花卉繁殖与养护·课程目标", 1),),
                    ),
                    (
                        _cell("思1 尊重生命、节约资源"),
                        _cell("探究一、拓展与养护"),
                        _cell("养护记录"),
                        (_inferred("花卉繁殖与养护·课程目标"),),
                    ),
                ),
            ),
        ),
    ),
)

PLAN = Plan(
    request=REQUEST,
    title="月季的扦插繁殖 教案",
    sections=SECTIONS,
    citations=CITATIONS,
    generation="g1",
)


def without(*names):
    """The plan without some of its sections."""
    return replace(PLAN, sections=tuple(s for s in SECTIONS if s.name not in names))
