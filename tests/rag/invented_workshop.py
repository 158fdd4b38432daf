"""A small invented corpus with tables of hours, for tests of what is found and answered.

Three documents of a carpentry school: a standard with two courses, a lesson plan, a lecture in
Traditional script. Every figure and sentence is made up.
"""

from invented_school import StubEncoder
from knowing_reader import knowing

from indexing.pipeline import build_index
from rag.settings import Settings

STANDARD = """# 木工培训标准

## 一、课程安排

| 序号 | 课程名称 | 学时 |
|---|---|---|
| 1 | 榫卯制作 | 24 |
| 2 | 家具打磨 | 36 |
| 3 | 漆面修复（可选） | 12 |
| 4 | 雕花（可选） | 24 |
| | 合计 | 96 |

## 二、榫卯制作课程标准

### （一）课程目标

学员能按图纸画线、开榫，装配后接缝不大于半毫米。

### （二）教学考核要求

过程性考核占55%，终结性考核占45%。

### （三）师资要求

任课教师应有五年以上的木工从业经历。

### （四）学习任务

| 序号 | 任务名称 | 参考学时 |
|---|---|---|
| 1 | 图纸画线 | 6 |
| 2 | 榫头加工 | 10 |
| 3 | 整体装配 | 8 |

## 三、家具打磨课程标准

### （一）课程目标

学员能选砂纸，由粗到细打磨面板。

### （二）教学考核要求

过程性考核占65%，终结性考核占35%。

## 四、安全守则

进入车间要遵守下列规定：

1. 戴护目镜和口罩；
2. 长发盘进帽子；
3. 开锯前检查锯片；
4. 离开时切断电源。

## 五、设备

车间有CNC雕刻机一台，带锯两台。
"""

PLAN = """# 教案2.1《燕尾榫》

## 教学重点

划线要以基准面为准，锯路留在线外。

## 课中环节

| 环节 | 内容 |
|---|---|
| 导入（5分钟） | 看一件旧家具 |
| 示范（15分钟） | 教师锯一个燕尾榫 |
| 练习（40分钟） | 学员各做一个 |

## 课后

学员拍下作品，写出两处不足。
"""

LACQUER = """# 漆藝講義

## 一、調漆

生漆要先過濾，再按一比二的分量兌入桐油。

## 二、陰乾

塗好的器物放進蔭房，濕度保持在百分之八十。
"""

_TASKS = ("图纸画线", "榫头加工", "整体装配")
_RULES = ("戴护目镜", "长发盘进", "开锯前", "离开时")
_COURSES = ("榫卯制作:24", "家具打磨:36", "漆面修复(可选):12", "雕花(可选):24")
#: Words of a question → words of the units that answer it, see :class:`knowing_reader.Knows`.
ANSWERS = {
    ("榫卯制作", "考核"): ("过程性考核占55%",),
    ("家具打磨", "考核"): ("过程性考核占65%",),
    ("榫卯制作", "目标"): ("按图纸画线",),
    ("家具打磨", "目标"): ("能选砂纸",),
    ("榫卯制作", "几学时"): ("榫卯制作:24",),
    ("榫卯制作是",): ("榫卯制作:24",),
    ("家具打磨", "几学时"): ("家具打磨:36",),
    ("师资",): ("五年以上",),
    ("从业",): ("五年以上",),
    ("安全守则",): _RULES,
    "进入车间要遵守哪些规定": _RULES,
    ("湿度",): ("湿度保持",),
    "CNC雕刻机有多少台": ("CNC雕刻机",),
    ("重点",): ("划线要以",),
    ("锯片", "检查"): ("检查一次",),
    ("任务",): _TASKS,
    ("榫头加工",): ("榫头加工",),
    ("课程",): _COURSES,
    ("门课",): _COURSES,
    ("哪门",): _COURSES,
    ("必修",): _COURSES,
    ("课中",): ("导入", "示范", "练习"),
}

DOCUMENTS = {"标准/木工.md": STANDARD, "教案2.1.md": PLAN, "漆藝.md": LACQUER}


def build(folder, documents):
    """Index documents under ``folder``, searched by words only, and return the settings."""
    for name, text in documents.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0)
    build_index(settings.corpus, settings.index, settings.for_index(), encoder=StubEncoder())
    return settings


def assistant_over(settings):
    """The assistant over such an index, with a reader that knows :data:`ANSWERS`."""
    return knowing(ANSWERS, settings, StubEncoder())
