"""What the form can offer, and the course a task goes to."""

from plan_rules import in_class

from rag.drafting.courses import TaskOffer


def test_courses_and_tasks_of_the_standards_are_offered(bakery):
    bread, cake = bakery.offers()
    assert (bread.document, bread.title) == ("标准/烘焙.md", "烘焙专业课程标准")
    assert (bread.course, bread.hours, bread.level) == ("面包制作", 96, "")
    assert bread.tasks == (TaskOffer("吐司面包制作", 48), TaskOffer("欧式面包制作", 48))
    assert cake.tasks[1] == TaskOffer("婚礼蛋糕裱花", 24, optional=True)


def test_an_offered_task_leads_to_its_course(bakery, draft):
    for offer in bakery.offers():
        for task in offer.tasks:
            plan = draft(bakery, task.name)
            assert any(f"“{offer.course}”" in note for note in plan.notes)


def test_number_and_option_of_a_name_do_not_matter(bakery, draft):
    plan = draft(bakery, "任务2.1 吐司面包制作")
    assert plan.title == "吐司面包制作教案"
    assert in_class(plan)[2].name == "任务探究一：计算配方与称料"
