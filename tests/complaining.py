"""Complaints for tests: 李女士 about the lights of court 3, and the way to any stage."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.handling import carry_out, decide, hand, plan
from kb.complaints.judging import explain, judge_complaint, open_slip
from kb.complaints.registering import Details, register
from kb.complaints.returning import call_back, close_complaint, give_result
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.people.person import Person
from kb.terms import Category, Channel, Department
from world import AFTERNOON, Staff, hire_others, hire_staff

S = ComplaintState

LIGHTS = Details(
    text="羽毛球馆3号场的灯一直在闪，球都看不清，打了半小时眼睛疼。",
    name="李女士",
    phone="13800138000",
    address="上海市徐汇区漕溪路100号",
    place="羽毛球馆3号场",
    category=Category.VENUE,
    channel=Channel.ON_SITE,
)
VALID_COURSE = (
    *(S.REGISTERED, S.VALID, S.HANDED, S.PLANNED, S.DECIDED, S.CARRIED_OUT),
    *(S.RESULT_GIVEN, S.CALLED_BACK, S.CLOSED),
)
INVALID_COURSE = (S.REGISTERED, S.INVALID, S.SLIPPED, S.EXPLAINED, S.CLOSED)


@dataclass(frozen=True)
class Team(Staff):
    zhao: Person  # 赵师傅, of the venue department
    liu: Person  # 刘经理, manager


def hire_team(session: Session) -> Team:
    return Team(**vars(hire_staff(session)), **vars(hire_others(session)))


@dataclass
class Desk:
    """小王 at the desk, 赵师傅 of the venue department, 刘经理."""

    session: Session
    staff: Team
    now: datetime = AFTERNOON

    def register(self, text: str = LIGHTS.text, **changes: object) -> Complaint:
        details = replace(LIGHTS, text=text, **changes)  # type: ignore[arg-type]
        return register(self.session, details, by=self.staff.wang.id, now=self.now)

    def at(self, state: ComplaintState, **changes: object) -> Complaint:
        """A new complaint, led to this stage a minute a step."""
        complaint = self.register(**changes)  # type: ignore[arg-type]
        course = VALID_COURSE if state in VALID_COURSE else INVALID_COURSE
        for each in course[1 : course.index(state) + 1]:
            self.now += timedelta(minutes=1)
            self.step(complaint, each)
        assert complaint.state is state
        return complaint

    def step(self, complaint: Complaint, to: ComplaintState) -> None:
        agent = {"by": self.staff.wang.id, "now": self.now}
        venue = {"by": self.staff.zhao.id, "now": self.now}
        given = self.session, complaint
        due = self.now + timedelta(hours=4)
        steps: dict[ComplaintState, Callable[[], object]] = {
            S.VALID: lambda: judge_complaint(*given, Verdict.VALID, "场地照明不合格", **agent),
            S.INVALID: lambda: judge_complaint(*given, Verdict.INVALID, "不归场馆管", **agent),
            S.HANDED: lambda: hand(*given, Department.VENUE, "", **agent),
            S.PLANNED: lambda: plan(*given, "今晚更换整排灯管", due, **venue),
            S.DECIDED: lambda: decide(*given, True, "", by=self.staff.liu.id, now=self.now),
            S.CARRIED_OUT: lambda: carry_out(*given, "已更换 12 根灯管", **venue),
            S.RESULT_GIVEN: lambda: give_result(*given, "灯已修好，赠一小时场地券", **agent),
            S.CALLED_BACK: lambda: self.call_back(complaint),
            S.SLIPPED: lambda: open_slip(
                *given, name="物业工程部王工", phone="02165430000", address="漕溪路98号", **agent
            ),
            S.EXPLAINED: lambda: explain(*given, "已说明由物业负责，并告知电话和地址", **agent),
            S.CLOSED: lambda: close_complaint(*given, "已处理完", **agent),
        }  # fmt: skip
        steps[to]()

    def call_back(
        self, complaint: Complaint, said: Satisfaction = Satisfaction.SATISFIED, words: str = ""
    ) -> None:
        by, now = self.staff.wang.id, self.now
        call_back(self.session, complaint, CallBackWay.TELEPHONE, said, words, by=by, now=now)
