"""One case of level 3 a month, from the first word to the final report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reply import reply_to_ticket
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.colleagues import MANAGER
from kb.acts.simulate.learning import publish_kept
from kb.acts.simulate.rhythm import Span, clock_on
from kb.acts.simulate.simulation import Part
from kb.acts.simulate.working import with_ticket
from kb.acts.triage_words import Proposal
from kb.acts.update_member import update_member
from kb.acts.write_case_study import write_case_study
from kb.clock import to_local
from kb.contributions import Grade
from kb.terms import Category, Channel, Level
from kb.tickets import KnowledgeUse, Ticket
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.final_report import ReportPart
from kb.tickets.liaison import name_liaison
from kb.tickets.meeting import Minutes, hold_meeting
from kb.tickets.meeting import Step as Agreed
from kb.tickets.rating import Rated, Satisfaction, rate
from kb.tickets.reporting import assess, read_report, submit_report, write_part
from kb.tickets.task_force import acknowledge_seat, dissolve_task_force, form_task_force

SERIOUS_CASES = 930_000
MONTH = timedelta(days=30)
LEAD, VENUE = "supervisor", "department"


@dataclass(frozen=True)
class Accident:
    """Settled, written down and read the same evening: until then the member hears every two
    hours. `slow`: so many minutes later than it should, everything at first was done."""

    text: str
    name: str
    agreed: str
    report: tuple[str, str, str, str]
    slow: float = 0.0


ACCIDENTS = (
    Accident(
        "我爸打乒乓球时突然胸口疼，脸色发白，已经叫了救护车。", "严女士",
        "陪同就医，通知家属，调看录像",
        ("会员有心脏病史，当天连打两小时没有休息。",
         "16 点胸痛，巡场两分钟到场，救护车十一分钟到，家属陪同。",
         "除颤仪在二楼，取用多花了三分钟。", "一楼加一台除颤仪，每月演练一次。"),
    ),
    Accident(
        "孩子在淋浴间滑倒，额头磕破流血，要缝针。", "金先生", "垫付医药费，淋浴间加防滑垫",
        ("排水慢，地面积水没有及时清。", "晚上 19 点滑倒，前台包扎后陪同就医，缝三针。",
         "积水前一天有人报过，没有登记。", "报修一律登记，保洁每半小时巡一次。"),
        slow=14,
    ),
    Accident(
        "篮球架上的护垫掉下来砸到我肩膀，手抬不起来了。", "邹先生", "停用该场地，全部篮架检查一遍",
        ("护垫的卡扣老化。", "20 点护垫脱落，冰敷后送医，诊断为软组织挫伤。",
         "巡检表只写“正常”，没有逐项看。", "篮架每周逐项检查并签字，卡扣全部更换。"),
    ),
)  # fmt: skip


def happening(span: Span) -> list[Step]:
    count = max(1, round((span.until - span.since) / MONTH)) if span.busy >= 1 else 1
    steps = []
    for place in range(count):
        accident = ACCIDENTS[place % len(ACCIDENTS)]
        chance = span.chance(f"accident {place}")
        share = (place + chance.uniform(0.2, 0.7)) / count
        day = to_local(span.after(share)).date()
        began = clock_on(day, 16 + place % 4, chance.randrange(50))
        steps += _case(SERIOUS_CASES + place, accident, began)
    return steps


Move = Callable[[Club, Ticket, datetime], object]


def _case(case: int, accident: Accident, began: datetime) -> list[Step]:
    def after(minutes: float) -> datetime:
        return began + timedelta(minutes=minutes)

    slow, day = accident.slow, 24 * 60.0
    course: list[tuple[float, Move]] = [
        (0.6 + slow / 4, _answer), (0.7 + slow / 4, _acknowledge),
        (6 + slow, _form), (8 + slow, _tell),
        (26 + slow, lambda *a: _meet(accident, *a)), (115, _tell_more), (200, _reply),
        (285, lambda *a: _report(accident, *a)), (304, _read),
        (310, lambda *a: _close(case, *a)), (1.1 * day, _rate),
    ]  # fmt: skip
    steps = [Step(began, case, 0, lambda club, now: _open(club, case, accident, now))]
    for place, (minutes, act) in enumerate(course, start=1):
        steps.append(Step(after(minutes), case, place, with_ticket(case, act)))
    publish = partial(publish_kept, case=case, grade=Grade.A)
    steps.append(Step(after(3 * day), case, len(steps), publish))
    return steps


def _open(club: Club, case: int, accident: Accident, now: datetime) -> None:
    call = Call(Channel.PHONE, accident.text, Level.THREE, Category.VENUE, accident.name)
    proposal = Proposal(Level.THREE, Category.VENUE, ("有人受伤或突发疾病。",))
    opened = open_by_hand(club.session, call, proposal, by=club.people["agent"], now=now)
    club.keep(case, Part.TICKET, opened.ticket.number)
    club.keep(case, Part.CONVERSATION, opened.ticket.conversation_id)


def _answer(club: Club, ticket: Ticket, now: datetime) -> None:
    text = "您好，已经通知现场的同事和主管，马上有人到您身边。"
    update_member(club.session, ticket.number, text, by=club.people["agent"], now=now)


def _acknowledge(club: Club, ticket: Ticket, now: datetime) -> None:
    acknowledge(club.session, ticket, by=club.people[LEAD], now=now)


def _form(club: Club, ticket: Ticket, now: datetime) -> None:
    lead, venue = club.people[LEAD], club.people[VENUE]
    form_task_force(club.session, ticket, lead, {venue: "现场处置"}, by=lead, now=now)
    for each in (lead, venue):
        acknowledge_seat(club.session, ticket, by=each, now=now)
    name_liaison(club.session, ticket, lead, by=lead, now=now)


def _tell(club: Club, ticket: Ticket, now: datetime) -> None:
    text = "您好，我们已经成立专项小组，正在现场处理，由周敏一直和您联系。"
    update_member(club.session, ticket.number, text, by=club.people[LEAD], now=now)


def _meet(accident: Accident, club: Club, ticket: Ticket, now: datetime) -> None:
    lead, venue = club.people[LEAD], club.people[VENUE]
    due = to_local(now).date() + timedelta(days=3)
    begun = now - timedelta(minutes=12)
    minutes = Minutes(
        begun, "前厅会议室", [lead, venue], accident.agreed,
        [Agreed("按会议决定整改并拍照", venue, due)],
    )  # fmt: skip
    hold_meeting(club.session, ticket, minutes, by=lead, now=now)


def _tell_more(club: Club, ticket: Ticket, now: datetime) -> None:
    text = "您好，医药费由俱乐部先垫付，票据请留着。有新情况我再告诉您。"
    update_member(club.session, ticket.number, text, by=club.people[LEAD], now=now)


def _reply(club: Club, ticket: Ticket, now: datetime) -> None:
    text = "您好，费用和后续的安排都已办好，明天上门看望。这次是我们没有做好，很抱歉。"
    by = club.people[LEAD]
    reply_to_ticket(club.session, ticket.number, text, propose=False, by=by, now=now)


def _report(accident: Accident, club: Club, ticket: Ticket, now: datetime) -> None:
    lead, venue = club.people[LEAD], club.people[VENUE]
    parts = (ReportPart.CAUSE, ReportPart.COURSE, ReportPart.LESSONS, ReportPart.IMPROVEMENTS)
    for part, words in zip(parts, accident.report, strict=True):
        write_part(club.session, ticket, part, words, seen=0, by=lead, now=now)
    words = "巡检没有做到位，批评教育，补做培训。"
    assess(club.session, ticket, venue, words, by=lead, now=now)
    submit_report(club.session, ticket, by=lead, now=now)


def _read(club: Club, ticket: Ticket, now: datetime) -> None:
    read_report(club.session, ticket, by=club.people[MANAGER], now=now)


def _close(case: int, club: Club, ticket: Ticket, now: datetime) -> None:
    lead = club.people[LEAD]
    study = write_case_study(club.session, ticket.number, by=lead, now=now)
    club.keep(case, Part.ENTRY, study.id)
    knowledge = Knowledge(KnowledgeUse.DRAFTED, entry_id=study.id)
    close_ticket(club.session, ticket.number, "会员接受处理", knowledge, by=lead, now=now)
    dissolve_task_force(club.session, ticket, "已妥善处理，报告已阅", by=lead, now=now)


def _rate(club: Club, ticket: Ticket, now: datetime) -> None:
    said = Rated(Satisfaction.SATISFIED, words="态度很好，处理及时")
    rate(club.session, ticket.conversation_id, ticket.number, said, now=now)
