"""What is wrong with a sentence although it shares most words with its source."""

import pytest

from eval.calibrate import agreement, load_pairs, said_at
from rag.answer.citations import SUPPORT
from rag.answer.model.faults import Fault, fault_of
from rag.answer.model.unnamed import names_of
from rag.ask.catalogue import Catalogue

GREEN = "过程性考核占60%，终结性考核占40%。"
STEPS = "先温碗，再投放茶叶，最后倒出茶汤，由茶艺师完成。"
ROLES = "绿茶冲泡由初级茶艺师完成，用玻璃杯或盖碗。"


@pytest.mark.parametrize(
    ("said", "quote", "place", "fault"),
    [
        ("过程性考核占65%。", GREEN, "", Fault.NUMBER),
        ("过程性考核占40%，终结性考核占60%。", GREEN, "", Fault.NUMBER),
        ("教师至少三年从业经历。", "教师应有三年从业经历。", "", Fault.LIMIT),
        ("缺课三次的学员可以参加考核。", "缺课三次的学员不得参加考核。", "", Fault.NEGATION),
        ("汤色不容易辨认，不能凭香气。", "汤色容易辨认，不能凭香气。", "", Fault.NEGATION),
        ("MES系统记录过程性考核占60%。", GREEN, "", Fault.NAME),
        ("《红茶》的过程性考核占60%。", GREEN, "《绿茶》", Fault.NAME),
        ("“闻香”的过程性考核占60%。", GREEN, "", Fault.NAME),
        ("任务探究三用20分钟练习出汤。", "任务探究二 20分钟 练习出汤", "", Fault.NAME),
        ("绿茶冲泡由高级茶艺师完成。", ROLES, "", Fault.SWAP),
        ("红茶冲泡由初级茶艺师完成。", ROLES, "", Fault.SWAP),
        ("先倒出茶汤，最后投放茶叶。", STEPS, "", Fault.ORDER),
        ("必须用玻璃杯。", "可用玻璃杯。", "", Fault.DUTY),
        ("绿茶冲泡由初级茶艺师完成，另发奖金若干。", ROLES, "", Fault.WORDS),
        ("用玻璃杯、盖碗和紫砂壶。", "用玻璃杯、盖碗。", "", Fault.WORDS),
        ("冲泡练习共80分钟。", "冲泡练习共一个半小时。", "", Fault.NUMBER),
        ("平时成绩占百分之三十。", "平时成绩占40%。", "", Fault.NUMBER),
        ("第9周冲泡绿茶。", "第八周 冲泡绿茶", "", Fault.NUMBER),
        ("任务3练习出汤。", "任务二 练习出汤", "", Fault.NAME),
    ],
)
def test_faults(said, quote, place, fault):
    assert fault_of(said, quote, place) is fault


@pytest.mark.parametrize(
    ("said", "quote", "place"),
    [
        ("终结性考核占40%，过程性考核占60%。", GREEN, ""),
        ("根据课标，过程性考核占百分之六十。", GREEN, ""),
        ("绿茶的过程性考核占60%。", GREEN, "二、绿茶冲泡课程标准"),
        ("第六章的难点是汤色。", "难点：汤色的辨认。", "第六章 汤色"),
        ("教师不得少于三年从业经历。", "教师至少三年从业经历。", ""),
        ("兼职老师最多占1/3。", "兼职教师最多占三分之一。", ""),
        ("共48课时。", "共 48 学时。", ""),
        ("茶席布置共120学时。", "茶席布置排第4，120学时。", ""),
        ("先温碗，再投放茶叶。", STEPS, ""),
        ("用盖碗或玻璃杯。", ROLES, ""),
        ("必须用玻璃杯。", "应用玻璃杯。", ""),
        ("綠茶沖泡由初級茶藝師完成。", ROLES, ""),
        ("总学时共96学时。", "总学时共九十六学时。", ""),
        ("冲泡练习共90分钟。", "冲泡练习共一个半小时。", ""),
        ("冲泡练习共一个半小时。", "冲泡练习共90分钟。", ""),
        ("平时成绩占40%。", "平时成绩占百分之四十。", ""),
        ("第8周冲泡绿茶。", "第八周 冲泡绿茶", ""),
        ("任务3练习出汤。", "任务三 练习出汤", ""),
        ("任务三练习出汤。", "练习出汤", "任务3 冲泡"),
        ("练习为期1学期。", "练习为期一学期。", ""),
        ("采购经费1.2万元。", "采购经费12000元。", ""),
        ("KPI共12项。", "核心 KPI 有 12 项指标，KPI 共三类。", ""),
    ],
)
def test_what_says_the_same_has_no_fault(said, quote, place):
    assert fault_of(said, quote, place) is None


def test_the_check_agrees_with_labels_made_by_hand():
    pairs = load_pairs()
    said = [fault_of(pair.sentence, pair.quote) is None for pair in pairs]
    labels = [pair.label for pair in pairs]
    checked, rule = agreement(labels, said), agreement(labels, said_at(pairs, SUPPORT))
    assert checked.kappa > 0.6 > rule.kappa
    assert checked.precision > 0.8 > rule.precision
    assert checked.recall >= rule.recall


@pytest.fixture
def names():
    """Names of an index with three rare headings, and one that every course has."""
    catalogue = Catalogue()
    for name in ("绿茶冲泡", "红茶冲泡", "茶席布置", *["考核要求"] * 5):
        catalogue.headings[name].add(name)
        catalogue.counts[name] += 1
    return names_of(catalogue)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("绿茶冲泡的过程性考核占60%。", None),
        ("绿茶的过程性考核占60%。", None),
        ("考核要求是过程性考核占60%。", None),
        ("红茶冲泡的过程性考核占60%。", Fault.NAME),
        ("红茶的过程性考核占60%。", Fault.NAME),
        ("茶席布置的过程性考核占60%。", Fault.NAME),
    ],
)
def test_a_name_of_the_index_that_belongs_elsewhere_is_a_fault(names, said, fault):
    place = "茶艺培训标准\n二、绿茶冲泡课程标准\n（二）考核要求"
    assert fault_of(said, GREEN, place, names) is fault
