"""Testing oneself, from the first question to what it counts for."""

import re
from collections.abc import Callable

from sqlalchemy import select

from kb.quizzes.quiz import Quiz
from visitor import Visitor
from webapp.services import Services

QUIZ = re.compile(r"/quiz/\d+")


def test_a_quiz_is_taken_once_through_and_then_explained(
    services: Services, visit: Callable[[], Visitor]
) -> None:
    maintainer = visit().log_in("maintainer")
    assert "开始测验" in maintainer.get("/quiz").text
    page = maintainer.submit("/quiz")
    path = page.request.path
    assert QUIZ.fullmatch(path)
    assert "接着答" in maintainer.get("/quiz").text
    right = rights_of(services, path)
    for number, choice in right.items():
        wrong = choice % 4 + 1
        given = wrong if number == 1 else choice
        page = maintainer.submit(f"{path}/answers", number=str(number), choice=str(given))
    assert f'答对 <span class="figure">{len(right) - 1}</span> 题' in page.text
    assert "没有答对的" in page.text
    assert "/library/" in page.text
    assert "业务知识" in maintainer.get("/me").text
    sources = maintainer.get("/me/sources?measure=quiz").text
    assert f"{len(right)} 题对 {len(right) - 1} 题" in sources


def test_what_was_pressed_twice_counts_once_and_others_see_nothing(
    services: Services, visit: Callable[[], Visitor], agent: Visitor
) -> None:
    lead = visit().log_in("supervisor")
    path = lead.submit("/quiz").request.path
    assert "请选一个答案" in lead.post(f"{path}/answers", number="1", choice="9").text
    lead.submit(f"{path}/answers", number="1", choice="1")
    again = lead.submit(f"{path}/answers", number="1", choice="2")
    assert '第 <span class="figure">2</span> 题' in again.text
    with services.database.reading() as session:
        quiz = session.get_one(Quiz, int(path.rpartition("/")[2]))
        assert [each.answer and each.answer.choice for each in quiz.questions][:2] == [1, None]
    assert "还没有答完" in lead.submit("/quiz").text
    for way in (agent.get(path), agent.post(f"{path}/answers", number="2", choice="1")):
        assert way.status_code == 404
    assert visit().log_in("admin").get("/quiz").status_code == 403


def rights_of(services: Services, path: str) -> dict[int, int]:
    with services.database.reading() as session:
        quiz = session.scalars(select(Quiz).where(Quiz.id == int(path.rpartition("/")[2]))).one()
        return {each.number: each.right_option for each in quiz.questions}
