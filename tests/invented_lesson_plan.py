"""An invented lesson plan of mechanical engineering, in the three shapes schools hand over.

``FLAT`` is a Word table flattened to text: a tab opens a cell, a lone tab is an empty cell, and
column names differ from those of any other plan. :func:`word` and :func:`web` are real tables.
"""

import io

import docx

TITLE = "任务2.1 阶梯轴的车削"

FLAT = """\t一、基本情况

\t教学单元
\t模块二 轴类零件的加工
\t授课对象
\t2029级数控班
\t课题
\t任务2.1
阶梯轴的车削
\t教学场所
\t车工实训室
\t课时
\t2

\t学情分析
\t1 知识与技能：会看零件图，
不会算转速。
2 认知与实践：动手快，少想步骤。
3 学习特点：愿意看演示。

\t教学目标
\t知识目标
\t1. 说明三爪卡盘的装夹要点；
2. 掌握转速与进给量的关系。

\t
\t能力目标
\t1. 能按图车出阶梯轴，尺寸误差不超过 0.05 毫米。

\t教学重难点
\t教学重点：装夹与对刀。
教学难点：尺寸控制。

\t教学资源
\t线下资源
\t车床、游标卡尺。

\t教学评价
\t过程性占 50%，成品占 50%。

\t课前

\t步骤
\t内容
\t师生活动
\t设计意图

\t
\t
\t教师行为
\t学生行为
\t

\t领取任务
\t看图纸，列工具单
\t【发布任务】上传图纸
\t【接收任务】列出工具
\t【设计意图】带着问题来

\t课中

\t安全检查
10分钟
\t检查劳保用品
\t【提问】衣袖为什么要扎紧
\t【互查】两人互查
\t【设计意图】安全第一

\t任务实施
一
20分钟
\t装夹与对刀
1. 找正；
2. 对刀。
\t【演示】慢动作对刀
\t【练习】每人对刀一次
\t【设计意图】先慢后快

\t检测评分20分钟
\t用卡尺检测
\t【组织】交换检测
\t【设计意图】学会自检

\t任务实施
二
30分钟
\t车削外圆・粗车
\t【巡视】纠正站姿
\t【操作】粗车、精车
\t【设计意图】[bookmark: _GoBack]独立完成。。

\t课后

\t整理与延伸
\t写加工小结
\t【批改】指出两处问题
\t【完成】提交小结
\t【设计意图】学会反思

\t教学反思

\t一、教学效果
多数学生能独立对刀。
二、存在问题
1. 有人忘记锁紧刀架。
三、改进建议
增加一次口令训练。
"""

#: Phase, step, minutes, contents, teacher, student, design: what every shape must give.
STEPS = [
    ("课前", "领取任务", None, "看图纸，列工具单", "【发布任务】上传图纸", "【接收任务】列出工具"),
    (
        "课中",
        "安全检查（10分钟）",
        10,
        "检查劳保用品",
        "【提问】衣袖为什么要扎紧",
        "【互查】两人互查",
    ),
    (
        "课中",
        "任务实施一（20分钟）",
        20,
        "装夹与对刀",
        "【演示】慢动作对刀",
        "【练习】每人对刀一次",
    ),
    ("课中", "检测评分（20分钟）", 20, "用卡尺检测", "【组织】交换检测", ""),
    ("课中", "任务实施二（30分钟）", 30, "车削外圆", "【巡视】纠正站姿", "【操作】粗车、精车"),
    ("课后", "整理与延伸", None, "写加工小结", "【批改】指出两处问题", "【完成】提交小结"),
]


def word() -> bytes:
    """The plan as a Word file: one table, merged header cells, phases as rows of one cell."""
    document = docx.Document()
    document.add_heading("车削加工教案", 0)
    table = document.add_table(rows=0, cols=5, style="Table Grid")

    def row(*texts: str) -> None:
        cells = table.add_row().cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text

    def merged(text: str) -> None:
        cells = table.add_row().cells
        cells[0].merge(cells[4]).text = text

    def labelled(name: str, text: str) -> None:
        cells = table.add_row().cells
        cells[0].text = name
        cells[1].merge(cells[4]).text = text

    labelled("课题", TITLE)
    labelled("课时", "2")
    labelled("教学目标", "知识目标\n1. 说明三爪卡盘的装夹要点；\n能力目标\n1. 能按图车出阶梯轴。")
    labelled("教学重难点", "教学重点：装夹与对刀。\n教学难点：尺寸控制。")
    merged("教学过程")
    top = table.add_row().cells
    bottom = table.add_row().cells
    for column, text in ((0, "步骤"), (1, "内容"), (4, "设计意图")):
        top[column].merge(bottom[column]).text = text
    top[2].merge(top[3]).text = "师生活动"
    bottom[2].text, bottom[3].text = "教师行为", "学生行为"
    phase = ""
    for name, step, minutes, content, teacher, student in STEPS:
        if name != phase:
            merged(name)
            phase = name
        plain = step.split("（")[0] + (f"\n{minutes}分钟" if minutes else "")
        row(plain, content, teacher, student, "【设计意图】略")
    labelled("教学反思", "教学效果\n待填。")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def web() -> str:
    """The same process as a web page, the header in two rows with ``rowspan``."""
    rows = []
    phase = ""
    for name, step, minutes, content, teacher, student in STEPS:
        if name != phase:
            rows.append(f"<tr><td colspan=5>{name}</td></tr>")
            phase = name
        plain = step.split("（")[0] + (f"<br>{minutes}分钟" if minutes else "")
        cells = (plain, content, teacher, student, "【设计意图】略")
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return (
        "<html><head><title>车削加工教案</title></head><body>"
        f"<table><tr><td>课题</td><td colspan=4>{TITLE}</td></tr>"
        "<tr><td>课时</td><td colspan=4>2</td></tr>"
        "<tr><td>教学目标</td><td colspan=4>知识目标<br>1. 说明装夹要点；</td></tr></table>"
        "<h2>教学过程</h2><table>"
        "<tr><th rowspan=2>步骤</th><th rowspan=2>内容</th><th colspan=2>师生活动</th>"
        "<th rowspan=2>设计意图</th></tr><tr><th>教师行为</th><th>学生行为</th></tr>"
        f"{''.join(rows)}</table><h2>教学反思</h2><p>教学效果</p><p>待填。</p></body></html>"
    )
