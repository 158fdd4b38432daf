"""The lesson plan of :mod:`invented_lesson_plan` as the Word table it was before it was flattened.

The same words; the labels stand in merged cells, the header of the process has two rows.
"""


def _table():
    rows, merges = [], []

    def add(*texts, merge=()):
        rows.append([*texts, *[""] * (5 - len(texts))])
        merges.extend((len(rows) - 1, left, len(rows) - 1, right) for left, right in merge)

    def whole(text):
        add(text, merge=[(0, 4)])

    def labelled(name, text):
        add(name, text, merge=[(1, 4)])

    add("教学单元", "模块二 轴类零件的加工", "", "授课对象", "2029级数控班", merge=[(1, 2)])
    add("课题", "任务2.1\n阶梯轴的车削", "", "教学场所", "车工实训室", merge=[(1, 2)])
    labelled("课时", "2")
    labelled(
        "学情分析",
        "1 知识与技能：会看零件图，\n不会算转速。\n2 认知与实践：动手快，少想步骤。\n"
        "3 学习特点：愿意看演示。",
    )
    top = len(rows)
    add("教学目标", "知识目标", "1. 说明三爪卡盘的装夹要点；\n2. 掌握转速与进给量的关系。")
    add("", "能力目标", "1. 能按图车出阶梯轴，尺寸误差不超过 0.05 毫米。")
    merges.extend([(top, 0, top + 1, 0), (top, 2, top, 4), (top + 1, 2, top + 1, 4)])
    labelled("教学重难点", "教学重点：装夹与对刀。\n教学难点：尺寸控制。")
    add("教学资源", "线下资源", "车床、游标卡尺。", merge=[(2, 4)])
    labelled("教学评价", "过程性占 50%，成品占 50%。")
    whole("课前")
    top = len(rows)
    add("步骤", "内容", "师生活动", "", "设计意图", merge=[(2, 3)])
    add("", "", "教师行为", "学生行为", "")
    merges.extend((top, column, top + 1, column) for column in (0, 1, 4))
    add(
        "领取任务",
        "看图纸，列工具单",
        "【发布任务】上传图纸",
        "【接收任务】列出工具",
        "【设计意图】带着问题来",
    )
    whole("课中")
    add(
        "安全检查\n10分钟",
        "检查劳保用品",
        "【提问】衣袖为什么要扎紧",
        "【互查】两人互查",
        "【设计意图】安全第一",
    )
    add(
        "任务实施一\n20分钟",
        "装夹与对刀\n1. 找正；\n2. 对刀。",
        "【演示】慢动作对刀",
        "【练习】每人对刀一次",
        "【设计意图】先慢后快",
    )
    add("检测评分20分钟", "用卡尺检测", "【组织】交换检测", "", "【设计意图】学会自检")
    add(
        "任务实施二\n30分钟",
        "车削外圆・粗车",
        "【巡视】纠正站姿",
        "【操作】粗车、精车",
        "【设计意图】独立完成。。",
    )
    whole("课后")
    add(
        "整理与延伸",
        "写加工小结",
        "【批改】指出两处问题",
        "【完成】提交小结",
        "【设计意图】学会反思",
    )
    labelled(
        "教学反思",
        "一、教学效果\n多数学生能独立对刀。\n二、存在问题\n1. 有人忘记锁紧刀架。\n"
        "三、改进建议\n增加一次口令训练。",
    )
    return ("table", rows, merges)


ELEMENTS = [("heading", 0, "一、基本情况"), _table()]
