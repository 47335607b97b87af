"""Level 3 at the demo club: one case that is going on, one that is over and became a case study;
what members said of closed tickets, and one who is followed up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reply import reply_to_ticket
from kb.acts.triage_words import Proposal
from kb.acts.update_member import update_member
from kb.acts.write_case_study import write_case_study
from kb.clock import to_local
from kb.people.person import Person, by_login
from kb.terms import Category, Channel, Level
from kb.tickets import KnowledgeUse, Ticket
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.final_report import ReportPart
from kb.tickets.follow_up import open_follow_up_of
from kb.tickets.following import feed_back
from kb.tickets.liaison import name_liaison
from kb.tickets.meeting import Minutes, Step, hold_meeting
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate
from kb.tickets.reporting import assess, read_report, submit_report, write_part
from kb.tickets.task_force import acknowledge_seat, dissolve_task_force, form_task_force

WRIST = "孩子在攀岩区摔下来，手腕骨折了，你们要负责。"
TILE = "泳池边的瓷砖缺了一块，划破了脚，缝了五针，要求赔偿。"
REPORT = {
    ReportPart.CAUSE: "3 号泳道旁瓷砖前一天开裂，当班看到后没有围挡，也没有报修。",
    ReportPart.COURSE: "会员下午上岸时踩到缺口，脚底划伤；救生员包扎后陪同就医，缝五针，当天回家。",
    ReportPart.LESSONS: "看到破损只口头交班，没有登记，下一班不知道。",
    ReportPart.IMPROVEMENTS: "破损先围挡再登记，每天开馆前巡一遍池边并签字。",
}
A_DAY = 24 * 60


@dataclass(frozen=True)
class Club:
    """`at`: so many minutes after `start`."""

    session: Session
    start: datetime
    agent: int
    lead: int
    venue: int
    manager: int

    def at(self, minutes: int) -> datetime:
        return self.start + timedelta(minutes=minutes)

    def open(self, question: str, level: Level, category: Category, name: str) -> Ticket:
        call = Call(Channel.PHONE, question, level, category, name)
        proposal = Proposal(level, category, ("按来电内容判断。",))
        opened = open_by_hand(self.session, call, proposal, by=self.agent, now=self.start)
        return opened.ticket


def seed_serious(session: Session, now: datetime) -> None:
    if session.scalar(select(Ticket.number).where(Ticket.question == WRIST)) is not None:
        return
    logins = ("agent", "supervisor", "department", "manager")
    people = [by_login(session, each) for each in logins]
    if not all(people):
        return
    ids = [each.id for each in people if isinstance(each, Person)]
    _finished(Club(session, now - timedelta(minutes=6 * A_DAY), *ids))
    _followed_up(Club(session, now - timedelta(minutes=2 * A_DAY), *ids))
    _going_on(Club(session, now - timedelta(minutes=55), *ids))


def _going_on(club: Club) -> None:
    session, lead = club.session, club.lead
    ticket = club.open(WRIST, Level.THREE, Category.VENUE, "周女士")
    acknowledge(session, ticket, by=lead, now=club.at(1))
    roster = {club.venue: "封闭攀岩区、查安全绳", club.agent: "接电话、记录"}
    form_task_force(session, ticket, lead, roster, by=lead, now=club.at(6))
    acknowledge_seat(session, ticket, by=lead, now=club.at(6))
    acknowledge_seat(session, ticket, by=club.venue, now=club.at(9))
    name_liaison(session, ticket, lead, by=lead, now=club.at(7))
    text = "周女士您好，我们已派人去医院陪同，医药费由俱乐部先垫付，由周敏一直和您联系。"
    update_member(session, ticket.number, text, by=lead, now=club.at(15))
    tomorrow = to_local(club.start).date() + timedelta(days=1)
    minutes = Minutes(
        club.at(25), "前厅会议室", [lead, club.venue],
        "攀岩区今天停用；先垫付医药费；明天上午去家里看望。",
        [
            Step("检查全部安全绳和保护垫，写检查记录", club.venue, tomorrow),
            Step("带水果去看望孩子", lead, tomorrow),
        ],
    )  # fmt: skip
    hold_meeting(session, ticket, minutes, by=lead, now=club.at(40))
    course = "孩子爬到两米高时脱手，保护绳没有收紧，落在垫子边上，左手腕着地。"
    write_part(session, ticket, ReportPart.COURSE, course, seen=0, by=club.venue, now=club.at(48))


def _finished(club: Club) -> None:
    session, lead, venue = club.session, club.lead, club.venue
    ticket = club.open(TILE, Level.THREE, Category.VENUE, "郑先生")
    acknowledge(session, ticket, by=lead, now=club.at(1))
    form_task_force(session, ticket, lead, {venue: "修补池边"}, by=lead, now=club.at(5))
    for each in (lead, venue):
        acknowledge_seat(session, ticket, by=each, now=club.at(8))
    name_liaison(session, ticket, lead, by=lead, now=club.at(8))
    repaired = to_local(club.start).date() + timedelta(days=1)
    steps = [Step("换掉开裂的瓷砖，池边全部查一遍", venue, repaired)]
    minutes = Minutes(club.at(20), "线上", [lead, venue], "承担医药费，送三个月游泳卡。", steps)
    hold_meeting(session, ticket, minutes, by=lead, now=club.at(32))
    text = "郑先生您好，医药费今天退到您的账户，另送您三个月游泳卡。给您添麻烦了，很抱歉。"
    reply_to_ticket(session, ticket.number, text, propose=False, by=lead, now=club.at(120))
    for part, words in REPORT.items():
        write_part(session, ticket, part, words, seen=0, by=lead, now=club.at(A_DAY))
    words = "看到破损没有报修，批评教育，扣当月安全分。"
    assess(session, ticket, venue, words, by=lead, now=club.at(A_DAY + 5))
    submit_report(session, ticket, by=lead, now=club.at(A_DAY + 10))
    read_report(session, ticket, by=club.manager, now=club.at(A_DAY + 200))
    entry = write_case_study(session, ticket.number, by=lead, now=club.at(A_DAY + 220))
    knowledge = Knowledge(KnowledgeUse.DRAFTED, entry_id=entry.id)
    closed = club.at(A_DAY + 230)
    close_ticket(session, ticket.number, "会员接受处理", knowledge, by=lead, now=closed)
    why = "已妥善处理，报告已阅"
    dissolve_task_force(session, ticket, why, by=lead, now=club.at(A_DAY + 235))
    _rate(club, ticket, Rated(Satisfaction.SATISFIED, words="处理得很快"), A_DAY + 400)


def _followed_up(club: Club) -> None:
    session, agent = club.session, club.agent
    said = {
        "停车场晚上几点关门？": ("十一点半关门。", Rated(Satisfaction.SATISFIED)),
        "我预约的篮球场到了现场被别人占着，等了四十分钟。": (
            "这次是前台排错了时间，已为您退费。",
            Rated(Satisfaction.DISSATISFIED, RatingReason.SLOW, "退费三天了还没到账"),
        ),
    }
    for minutes, (question, (text, rated)) in enumerate(said.items()):
        ticket = club.open(question, Level.ONE, Category.VENUE, "冯先生")
        reply_to_ticket(session, ticket.number, text, propose=False, by=agent, now=club.at(5))
        knowledge = Knowledge(KnowledgeUse.NONE, reason="只和这一次有关")
        closed = club.at(60 + minutes)
        close_ticket(session, ticket.number, "已答复", knowledge, by=agent, now=closed)
        _rate(club, ticket, rated, 300 + minutes)
        follow_up = open_follow_up_of(session, ticket)
        if follow_up is not None:
            feedback = "财务说退款卡在银行，今天改为现金退还，再送两张次卡。"
            feed_back(session, follow_up, feedback, by=club.lead, now=club.at(A_DAY))


def _rate(club: Club, ticket: Ticket, said: Rated, minutes: int) -> None:
    rate(club.session, ticket.conversation_id, ticket.number, said, now=club.at(minutes))
