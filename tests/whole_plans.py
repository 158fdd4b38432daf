"""Two invented lesson plans with every field of the usual form, and nothing wrong in them.

``CAKE`` and ``MOTOR`` are plain values; :func:`flat` (a Word table flattened to text), :func:`word`
and :func:`markdown` write them as files. :func:`changed` plants a slip.
"""

import io
from dataclasses import dataclass, replace

import docx


@dataclass(frozen=True)
class Step:
    """A step: ``cells`` are content, teacher, student and design."""

    phase: str
    name: str
    minutes: int | None
    cells: tuple[str, str, str, str]


@dataclass(frozen=True)
class WholePlan:
    """A plan: short fields, fields with labelled parts, steps, reflection."""

    basics: dict[str, str]
    fields: dict[str, dict[str, str]]
    steps: tuple[Step, ...]


CAKE = WholePlan(
    basics={
        "授课单元": "模块三 蛋糕制作",
        "授课班级": "2031级西式面点1班",
        "授课形式": "理实一体",
        "任务名称": "任务3.2 烘烤戚风蛋糕",
        "授课地点": "烘焙实训室",
        "课时数": "2",
    },
    fields={
        "学情分析": {
            "知识与技能": "会称量原料，做过海绵蛋糕，不清楚蛋白霜的三种状态。",
            "认知与实践": "急于进烤箱，翻拌时容易消泡，说不出塌陷的原因。",
            "学习特点": "爱动手，愿意拍照比较成品。",
        },
        "教学目标": {
            "知识目标": "1. 说明蛋白霜的湿性发泡、中性发泡、干性发泡三种类型；\n"
            "2. 理解炉温与蛋糕膨胀的关系。",
            "能力目标": "1. 能打发蛋白霜并翻拌面糊，面糊细腻不消泡；\n"
            "2. 能烤出六寸戚风蛋糕，脱模后高度不低于六厘米。",
            "思政目标": "1. 养成节约原料的习惯；\n2. 坚守食品卫生的底线。",
        },
        "课程思政": {
            "融入知识点": "称量时算准用量，剩余蛋黄另作他用。",
            "融入方式": "示范、提醒、互查",
            "思政元素": "节约、卫生",
            "思政资源": "食品卫生法规节选",
        },
        "教学重点及难点": {"重点": "打发蛋白霜", "难点": "翻拌面糊不消泡"},
        "课堂任务": {
            "情境": "社区敬老院订了十二个六寸戚风蛋糕，请各组试做一个样品。",
            "任务要求": "1. 打发蛋白霜，拍下三种发泡状态；\n2. 烤好并脱模一个六寸戚风蛋糕；\n"
            "3. 填好《戚风蛋糕品质记录表》。",
        },
        "教学资源": {
            "线下资源": "1. 电动打蛋器、烤箱、六寸模具；\n2. 教辅材料：烘焙工艺手册。",
            "线上资源": "1. 云课堂平台（微课、测验）。",
        },
        "教学方法": {"": "1. 演示法：放慢动作看翻拌手法；\n2. 小组协作法：两人一炉，互相计时。"},
        "考核评价": {
            "": "过程性考核占 60%，看卫生习惯、蛋白霜打发和面糊翻拌；"
            "终结性考核占 30%，看蛋糕高度和《戚风蛋糕品质记录表》；"
            "增值性考核占 10%，看比海绵蛋糕进步多少。理论测验涵盖发泡类型和炉温。"
        },
    },
    steps=(
        Step(
            "课前",
            "预习微课",
            None,
            (
                "1. 看蛋白霜打发微课；\n2. 读食品卫生要求。",
                "【发布任务】在云课堂平台推送微课和测验；【提醒】带好工作帽。",
                "【自学】完成测验；【摘记】写下一个疑问。",
                "【设计意图】先有印象再动手。【思政融入】卫生从准备开始。",
            ),
        ),
        Step(
            "课中",
            "检查准备",
            5,
            (
                "检查着装、洗手和台面卫生。",
                "【示范】七步洗手；【检查】逐组看台面。",
                "【互查】两人互看帽子和指甲；【整理】擦净台面。",
                "【设计意图】进入工作状态。【思政融入】坚守卫生底线。",
            ),
        ),
        Step(
            "课中",
            "任务实施一",
            25,
            (
                "打发蛋白霜\n1. 分三次加糖；\n2. 湿性发泡、中性发泡、干性发泡的样子；\n"
                "3. 什么时候停机。",
                "【演示】用电动打蛋器打到三种状态；【提问】提起来弯不弯；【指导】帮各组调转速。",
                "【练习】每人打一次蛋白霜；【拍照】拍下三种状态；【判断】说出手里是哪一种。",
                "【设计意图】看得见状态才停得准。【思政融入】算准用量，不浪费鸡蛋。",
            ),
        ),
        Step(
            "课中",
            "任务实施二",
            20,
            (
                "翻拌面糊\n1. 取三分之一蛋白霜与蛋黄糊混合；\n2. 从底部翻起，不画圈。",
                "【演示】慢动作翻拌，对照烘焙工艺手册讲要点；【纠正】叫停画圈的小组。",
                "【练习】轮流翻拌；【观察】看面糊有没有消泡。",
                "【设计意图】突破难点。【思政融入】耐心细致。",
            ),
        ),
        Step(
            "课中",
            "任务实施三",
            25,
            (
                "烘烤与脱模\n1. 炉温和膨胀；\n2. 倒扣放凉；\n3. 手工脱模。",
                "【讲解】炉温高低怎样影响膨胀；【巡视】看各组烤箱温度。",
                "【操作】入炉、计时、倒扣；【测量】量脱模后的高度；"
                "【填写】填《戚风蛋糕品质记录表》。",
                "【设计意图】用数据说话。【思政融入】安全使用烤箱。",
            ),
        ),
        Step(
            "课中",
            "展示评价",
            15,
            (
                "各组蛋糕的高度、组织和口感。",
                "【组织】分成 6 组，每组展示 2 分钟；【点评】说一处好、一处改。",
                "【展示】切开蛋糕说高度；【互评】按记录表打分。",
                "【设计意图】学会评价。【思政融入】公正待人。",
            ),
        ),
        Step(
            "课后",
            "延伸练习",
            None,
            (
                "在家做一次戚风蛋糕，提交《戚风蛋糕品质记录表》。",
                "【批改】线上指出塌陷的原因；【答疑】回答留言。",
                "【实践】请家人品尝；【提交】上传照片和记录表。",
                "【设计意图】巩固手法。【思政融入】孝敬家人。",
            ),
        ),
    ),
)

MOTOR = WholePlan(
    basics={
        "授课单元": "项目五 电动机控制线路",
        "授课班级": "2031级电气班",
        "授课形式": "项目教学",
        "任务名称": "任务5.3 安装电动机正反转线路",
        "授课地点": "电工实训室",
        "课时数": "4课时（每课时40分钟）",
    },
    fields={
        "学情分析": {
            "知识与技能": "能接单向启动线路，认得接触器和按钮，不懂两个接触器为什么不能同时吸合。",
            "认知与实践": "看图慢，接线快，出了故障先拆线。",
            "学习特点": "喜欢通电的一刻，安全意识不稳定。",
        },
        "教学目标": {
            "知识目标": "1. 说明互锁的作用，区分电气互锁、按钮互锁、机械互锁；\n"
            "2. 掌握万用表查短路的步骤。",
            "能力目标": "1. 能按原理图安装正反转线路，一次通电成功；\n"
            "2. 能用万用表在十分钟内查出一处断路故障。",
            "思政目标": "1. 强化安全用电意识；\n2. 树立一丝不苟的工匠精神。",
        },
        "课程思政": {
            "融入知识点": "互锁失效烧毁线路的事故。",
            "融入方式": "事故讨论、规程宣读",
            "思政元素": "安全、工匠精神",
            "思政资源": "安全用电规程",
        },
        "教学重点及难点": {"重点": "正反转线路的安装", "难点": "互锁触点接在哪里"},
        "课堂任务": {
            "情境": "车间卷帘门只能升不能降，请各组做出能正反转的控制板。",
            "任务要求": "1. 画出带互锁的原理图；\n2. 按图安装并自检；\n"
            "3. 通电试车，交《正反转控制板验收单》。",
        },
        "教学资源": {
            "线下资源": "1. 接触器、按钮、热继电器、万用表；\n2. 教材与任务书。",
            "线上资源": "1. 电工仿真软件。",
        },
        "教学方法": {"": "1. 任务驱动法：从卷帘门引出线路；\n2. 对比法：比较三种互锁的优劣。"},
        "考核评价": {
            "": "平时成绩占 40%，看安全用电和接线工艺；"
            "期末占 60%，看原理图、通电试车和故障排除。测验题涉及互锁与万用表。"
        },
    },
    steps=(
        Step(
            "课前",
            "领取任务书",
            None,
            (
                "看卷帘门视频，读任务书。",
                "【发布】上传任务书和视频；【答疑】回复提问。",
                "【预习】画单向启动原理图；【提问】写出困惑。",
                "【设计意图】由旧引新。",
            ),
        ),
        Step(
            "课中",
            "引出问题",
            20,
            (
                "卷帘门为什么不能降。",
                "【设问】换哪两根相线能反转；【播放】短路事故片段。",
                "【讨论】说出两个接触器同吸的后果；【记录】写下安全用电三条。",
                "【设计意图】从事故看互锁。",
            ),
        ),
        Step(
            "课中",
            "画图仿真",
            40,
            (
                "电气互锁、按钮互锁、机械互锁的原理图。",
                "【讲解】互锁触点串在对方线圈前；【演示】在电工仿真软件里去掉互锁看短路。",
                "【画图】画出带互锁的原理图；【仿真】试三种互锁。",
                "【设计意图】先仿真后接线。",
            ),
        ),
        Step(
            "课中",
            "安装线路",
            60,
            (
                "1. 布置元件；\n2. 接主电路；\n3. 接控制电路。",
                "【示范】压接线端；【巡视】查互锁触点有没有接错；【强调】断电接线。",
                "【安装】按图接线；【自检】用万用表量线圈两端电阻；【互检】交换看工艺。",
                "【设计意图】练手艺。",
            ),
        ),
        Step(
            "课中",
            "通电排故",
            40,
            (
                "通电试车，用万用表查断路和短路。",
                "【监护】逐组合闸；【设障】拔掉一根线。",
                "【试车】按正转、停止、反转；【排故】说出断点在哪里；【验收】填《正反转控制板验收单》。",
                "【设计意图】以真故障练真本领。",
            ),
        ),
        Step(
            "课后",
            "整理提高",
            None,
            (
                "写故障排除小结。",
                "【布置】下发小结题目；【批阅】圈出错别字和漏项。",
                "【撰写】写小结；【拓展】找一处家里的互锁。",
                "【设计意图】学以致用。",
            ),
        ),
    ),
)

REFLECTION = "一、教学效果\n课后填写。\n二、存在问题\n课后填写。\n三、改进建议\n课后填写。"
_HEADER = ("教学环节", "教学内容", "教师活动", "学生活动", "设计意图")


def changed(plan, old, new, *, count=1):
    """Return the plan with ``old`` replaced wherever it stands; it must stand ``count`` times."""
    seen = 0

    def swap(text):
        nonlocal seen
        seen += text.count(old)
        return text.replace(old, new)

    basics = {name: swap(text) for name, text in plan.basics.items()}
    fields = {
        name: {label: swap(text) for label, text in parts.items()}
        for name, parts in plan.fields.items()
    }
    steps = tuple(
        replace(step, name=swap(step.name), cells=tuple(map(swap, step.cells)))
        for step in plan.steps
    )
    assert seen == count, f"{old} stands {seen} times"
    return WholePlan(basics, fields, steps)


def without(plan, *, field="", basic="", step=""):
    """Return the plan without a field, a short field or a step."""
    return WholePlan(
        {name: text for name, text in plan.basics.items() if name != basic},
        {name: parts for name, parts in plan.fields.items() if name != field},
        tuple(one for one in plan.steps if one.name != step),
    )


def timed(plan, name, minutes):
    """Return the plan with other minutes for a step."""
    steps = tuple(replace(s, minutes=minutes) if s.name == name else s for s in plan.steps)
    return replace(plan, steps=steps)


def flat(plan):
    """Return the plan as text: a tab opens a cell, a lone tab is an empty one."""
    lines = ["\t一、教学基本情况", ""]
    for name, text in plan.basics.items():
        lines += [f"\t{name}", f"\t{text}"]
    for name, parts in plan.fields.items():
        lines += ["", f"\t{name}"]
        for number, (label, text) in enumerate(parts.items()):
            if number:
                lines += ["", "\t"]
            lines += [f"\t{label}", f"\t{text}"] if label else ["", f"\t{text}"]
    lines += ["", "以下为教学实施过程的具体内容"]
    phase = ""
    for step in plan.steps:
        if step.phase != phase:
            lines += [f"\t{step.phase}", ""]
            if not phase:
                lines += [f"\t{name}" for name in _HEADER] + [""]
            phase = step.phase
        lines += [f"\t{_named(step, chr(10))}", *(f"\t{cell}" for cell in step.cells), ""]
    return "\n".join([*lines, "\t教学反思", "", f"\t{REFLECTION}", ""])


def markdown(plan):
    """Return the plan as Markdown, the process as a table."""
    lines = ["# 教案", ""]
    for name, text in plan.basics.items():
        lines += [f"{name}：{text}", ""]
    for name, parts in plan.fields.items():
        lines += [f"## {name}", ""]
        for label, text in parts.items():
            lines += [f"### {label}", ""] if label else []
            lines += [text.replace("\n", "\n\n"), ""]
    lines += ["## 教学实施过程", "", f"| {' | '.join(_HEADER)} |", f"|{' --- |' * 5}"]
    phase = ""
    for step in plan.steps:
        if step.phase != phase:
            phase = step.phase
            lines.append(f"| {phase} | | | | |")
        cells = (_named(step, "<br>"), *(cell.replace("\n", "<br>") for cell in step.cells))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", "## 教学反思", "", REFLECTION.replace("\n", "\n\n"), ""])


def word(plan):
    """Return the plan as a Word file: one table of five columns, phases in rows of one cell."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=5, style="Table Grid")

    def row(*texts):
        cells = table.add_row().cells
        for cell, text in zip(cells[: len(texts) - 1], texts, strict=False):
            cell.text = text
        last = cells[len(texts) - 1]
        (last.merge(cells[4]) if len(texts) < 5 else last).text = texts[-1]

    for name, text in plan.basics.items():
        row(name, text)
    for name, parts in plan.fields.items():
        for number, (label, text) in enumerate(parts.items()):
            first = "" if number else name  # the cell of the name goes on
            row(first, label, text) if label else row(first, text)
    row("教学实施过程")
    row(*_HEADER)
    phase = ""
    for step in plan.steps:
        if step.phase != phase:
            phase = step.phase
            row(phase)
        row(_named(step, "\n"), *step.cells)
    row("教学反思", REFLECTION)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _named(step, separator):
    return step.name + (f"{separator}{step.minutes}分钟" if step.minutes else "")
