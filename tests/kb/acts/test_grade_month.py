"""From a closed month to a grade, and from a grade to what follows: coaching first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from appraising import Did, month_result, seal_result
from house import ROOT
from kb.acts.grade_month import (
    begin_coaching,
    end_coaching,
    follow_coaching,
    follow_grade,
    grade_month,
)
from kb.acts.seeding.appraisals import seed_appraisals
from kb.acts.seeding.people import seed_people
from kb.appraisals.coaching import Aim, CoachingPlan, Ending
from kb.appraisals.consequence import ConsequenceKind, consequences_of
from kb.appraisals.grade import MonthGrade, grades_in
from kb.appraisals.honour import honours_in
from kb.appraisals.restatement import restate
from kb.appraisals.sealed_month import Weighed
from kb.db import Database
from kb.errors import BadInput, Conflict, CourtsideError, NotAllowed
from kb.kpi.month import write_result
from kb.notices.notice import Notice
from kb.period import month
from kb.policy import adopt, read_policies
from world import AFTERNOON, MORNING, PASSWORD, PASSWORDS, Staff, hire_others, hire_staff

OCTOBER = month(2026, 10)
LATER = AFTERNOON + timedelta(days=30)
K = ConsequenceKind


class Club:
    def __init__(self, session: Session, score: str) -> None:
        self.session = session
        self.staff: Staff = hire_staff(session)
        self.wang, self.li, self.liu = (
            self.staff.wang.id, self.staff.li.id, hire_others(session).liu.id,
        )  # fmt: skip
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=OCTOBER.begin)
        agents = {self.wang: Did(score), self.li: Did("85")}
        seal_result(session, OCTOBER, month_result("2026-10", agents), AFTERNOON)

    def grade(self, grade: str, by: int | None = None) -> MonthGrade:
        return grade_month(
            self.session, OCTOBER, self.wang, grade, "看了依据", by=by or self.li, now=AFTERNOON
        )

    def plan(self, grade: MonthGrade, coach: int | None = None) -> CoachingPlan:
        aim = Aim(coach or self.liu, "首次答复按时率到 80%", date(2026, 12, 15))
        return begin_coaching(self.session, grade.id, aim, by=self.li, now=AFTERNOON)

    def follow(self, grade: MonthGrade, kind: ConsequenceKind) -> None:
        follow_grade(self.session, grade.id, kind, "说明", by=self.li, now=LATER)


def test_a_weak_month_is_coached_before_anything_else_follows(sqlite: Database) -> None:
    with sqlite.writing() as session:
        club = Club(session, "48.29")
        grade = club.grade("weak")
        refuses(lambda: club.follow(grade, K.TALK), Conflict, "先做辅导")
        plan = club.plan(grade)
        refuses(lambda: club.plan(grade), Conflict, "已经有辅导计划")
        refuses(lambda: club.follow(grade, K.TALK), Conflict, "先做辅导")
        end = Ending.PARTLY
        refuses(lambda: end_coaching(session, plan, end, "还差", by=club.li, now=LATER),
                Conflict, "还没有跟进")  # fmt: skip
        follow_coaching(session, plan, "一起听了五通电话", by=club.liu, now=LATER)
        follow_coaching(session, plan, "我会先记下要点", by=club.wang, now=LATER)
        refuses(lambda: end_coaching(session, plan, end, "好", by=club.wang, now=LATER), NotAllowed)
        end_coaching(session, plan, end, "按时率到了 75%", by=club.li, now=LATER)
        refuses(lambda: follow_coaching(session, plan, "再来", by=club.li, now=LATER), Conflict)
        refuses(lambda: club.follow(grade, K.PRAISE), Conflict, "不能带来")
        club.follow(grade, K.TRAINING)
        assert [each.kind for each in consequences_of(session, grade.id)] == [K.TRAINING]
        assert told(session, club.wang) == [
            "2026年10月的等级：待改进。",
            "为您定了2026年10月的辅导计划。",
            "您的辅导计划有新的跟进。",
            "您的辅导计划已结束：部分达到。",
            "2026年10月：专项培训。",
        ]
        assert told(session, club.liu) == ["请您辅导小王。", "小王回应了辅导计划。"]


def test_a_strong_month_is_praised_and_needs_no_coaching(sqlite: Database) -> None:
    with sqlite.writing() as session:
        club = Club(session, "93")
        grade = club.grade("excellent")
        refuses(lambda: club.plan(grade), Conflict, "最低一档")
        refuses(lambda: club.follow(grade, K.TALK), Conflict, "不能带来")
        club.follow(grade, K.PRAISE)


@pytest.mark.parametrize("kind", list(ConsequenceKind))
def test_nothing_follows_from_a_month_in_between(sqlite: Database, kind: ConsequenceKind) -> None:
    with sqlite.writing() as session:
        club = Club(session, "85")
        grade = club.grade("good")
        refuses(lambda: club.follow(grade, kind), Conflict)


def test_nobody_grades_themselves_and_only_who_leads_grades_others(sqlite: Database) -> None:
    with sqlite.writing() as session:
        club = Club(session, "93")
        for by in (club.wang, club.staff.chen.id):
            refuses(lambda by=by: club.grade("good", by=by), NotAllowed)  # type: ignore[misc]
        refuses(
            lambda: grade_month(session, OCTOBER, club.li, "good", "好", by=club.li, now=AFTERNOON),
            NotAllowed, "不能评定自己",
        )  # fmt: skip
        refuses(lambda: club.grade("superb"), BadInput)
        refuses(lambda: club.plan(club.grade("weak"), coach=club.wang), BadInput, "另一位")
        refuses(lambda: club.grade("good"), Conflict, "已经确认")
        november = month(2026, 11)
        refuses(
            lambda: grade_month(session, november, club.wang, "good", "好", by=club.li, now=LATER),
            Conflict, "还没有结账",
        )  # fmt: skip


def test_a_month_told_anew_is_graded_anew(sqlite: Database) -> None:
    with sqlite.writing() as session:
        club = Club(session, "48")
        club.grade("weak")
        document = write_result(month_result("2026-10", {club.wang: Did("91")})).decode()
        weighed = Weighed("2026-10", LATER, 1, "anew", document)
        restate(session, weighed, "补记了评价", by=club.liu, now=LATER)
        assert club.grade("excellent").score == "91"


def test_the_demo_club_shows_what_followed_from_its_last_month_once(sqlite: Database) -> None:
    with sqlite.writing() as session:
        seed_appraisals(session, AFTERNOON)
        people = seed_people(session, PASSWORD, passwords=PASSWORDS, now=MORNING)
        ids = {each.login: each.id for each in people}
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=OCTOBER.begin)
        agents = {ids["agent"]: Did("48", teamwork="12"), ids["supervisor"]: Did("93")}
        seal_result(session, OCTOBER, month_result("2026-10", agents), AFTERNOON)
        for _ in range(2):
            seed_appraisals(session, LATER)
        assert {each.label for each in grades_in(session, "2026-10").values()} == {
            "待改进", "优秀",
        }  # fmt: skip
        honours = honours_in(session, "2026-10")
        assert [each.is_granted for each in honours] == [True, False]


def told(session: Session, person_id: int) -> list[str]:
    found = select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)
    return list(session.scalars(found))


def refuses(
    act: Callable[[], object], error: type[CourtsideError], match: str | None = None
) -> None:
    with pytest.raises(error, match=match):
        act()
