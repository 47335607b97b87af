"""欧阳晓燕 in every room: what one member leaves behind when much went wrong for her."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from complaining import Desk, S, Team
from house import ROOT
from kb.acts.agenda import find_due
from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.decide_plan import decide_plan
from kb.acts.note_on_ticket import note_on_ticket
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reply import reply_to_ticket
from kb.acts.suggest import note_suggestion, thank_giver
from kb.acts.triage_words import Proposal
from kb.care.arranging import call_member, move_call
from kb.care.call import CallResult
from kb.care.prospect import Source
from kb.care.prospects import call_prospect, note_prospect
from kb.complaints.complaint import Complaint
from kb.complaints.handling import carry_out, hand, plan
from kb.complaints.judging import explain, judge_complaint, open_slip
from kb.complaints.letter_version import SentBy
from kb.complaints.letters import draft_letter, keep_letter, send_letter
from kb.complaints.returning import close_complaint, give_result, withdraw
from kb.complaints.steps import Satisfaction, Verdict
from kb.conversations import find_conversation
from kb.conversations.belonging import join_member
from kb.deadlines.pausing import pause
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.turning import clocks_of
from kb.forms.filled import FilledForm
from kb.forms.filling import correct
from kb.members import Member, Particulars, add_member
from kb.notices.delivery import Delivery, DeliveryState
from kb.notices.handover import Left, leave
from kb.notices.kinds import ChannelKind
from kb.notices.notice import NoticeKind, notify
from kb.policy import CarePolicy, PauseReason, adopt, read_policies
from kb.suggestions import classify, decline
from kb.terms import Category, Channel, Department, Level
from kb.tickets import KnowledgeUse, Ticket, take
from kb.tickets.consult import advise, consult
from kb.tickets.follow_up import ContactResult, open_follow_up_of
from kb.tickets.following import contact, end_follow_up, feed_back
from kb.tickets.rating import Rated, RatingReason, rate
from kb.tickets.rating import Satisfaction as Rates
from kb.tickets.refer import Case, refer
from kb.tickets.settling import plan as plan_ticket
from kb.tickets.settling import report_solved
from kb.tickets.update import update
from kb.wording.flagged import FlaggedPhrase
from paperwork import adopt_club_forms, file_form
from world import AFTERNOON, MORNING

NAME, PHONE, ADDRESS = "欧阳晓燕", "13812345678", "漕溪路100号3弄"
SHE = f"{NAME}（{PHONE}，{ADDRESS}）"
LANDLINE, OTHER_NAME = "02164381234", "欧阳阿姨"
SECRETS = (NAME, PHONE, ADDRESS, LANDLINE, OTHER_NAME, "ZH2024017", "310101199005011234")

ROOMS = frozenset({
    *("conversations", "messages", "tickets", "replies", "closures", "intakes", "member_updates"),
    *("consults", "advices", "referrals", "referral_plans", "referral_ends", "ratings", "notes"),
    *("follow_ups", "follow_up_feedback", "follow_up_contacts", "ticket_links", "clock_events"),
    *("complaints", "complaint_judgements", "complaint_handings", "complaint_plans"),
    *("plan_decisions", "complaint_executions", "complaint_results", "complaint_call_backs"),
    *("referral_slips", "complaint_explanations", "complaint_endings", "letter_versions"),
    *("letter_sendings", "suggestions", "suggestion_judgements", "suggestion_thanks"),
    *("filled_forms", "form_revisions", "prospects", "care_calls", "care_arrangements"),
    *("notices", "deliveries", "handovers", "handover_items", "flagged_phrases", "members"),
})  # fmt: skip
"""tables that hold something of her"""


def remember(session: Session, team: Team) -> Member:
    """By now nothing of it is in progress any more."""
    adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
    adopt_club_forms(session)
    member = add_member(
        session, Particulars(NAME, PHONE, card="ZH2024017", birthday=date(1990, 11, 18)),
        by=team.wang.id, now=MORNING,
    )  # fmt: skip
    ticket = _asked(session, team, member)
    _followed(session, team, ticket)
    _told_each_other(session, team, ticket)
    desk = Desk(session, team)
    _complained(desk, member, ticket)
    _complained_in_vain(desk)
    _filled_in(session, team)
    _suggested(session, team)
    _cared_for(session, team, member)
    return member


def _asked(session: Session, team: Team, member: Member) -> Ticket:
    wang, zhao, now = team.wang.id, team.zhao.id, AFTERNOON
    call = Call(Channel.PHONE, f"我是{SHE}，退款呢", Level.TWO, Category.VENUE, NAME, PHONE)
    ticket = open_by_hand(
        session, call, Proposal(Level.TWO, Category.VENUE, ()), by=wang, now=now
    ).ticket
    talk = find_conversation(session, ticket.conversation_id)
    join_member(session, talk, member, by=wang, now=now)
    take(session, ticket, by=wang, now=now)
    asked = consult(
        session, ticket, question=f"{NAME}的退款怎么办", asked_id=team.li.id, by=wang, now=now
    )
    advise(session, asked.id, f"请{NAME}等一等", by=team.li.id, now=now)
    clocks = clocks_of(session, Subject(Matter.TICKET, ticket.number))
    update_clock = next(each for each in clocks if each.rule == "update-2")
    pause(session, update_clock.id, PauseReason.AGREED, by=wang, now=now, note=f"等{NAME}回电")
    case = Case(f"{SHE}的退款没有到", f"{NAME}说是昨天", NAME, PHONE, f"{NAME}要求今天")
    refer(session, ticket, Department.VENUE, case, f"{NAME}催得急", by=wang, now=now)
    soon = now + timedelta(hours=1)
    plan_ticket(session, ticket, f"查{NAME}的付款", soon, by=zhao, now=now)
    update(session, ticket, f"{NAME}您好，正在查", by=wang, now=now)
    report_solved(session, ticket, f"已退给{NAME}", by=zhao, now=now)
    reply_to_ticket(session, ticket.number, f"{NAME}您好，已退款", propose=False, by=wang, now=now)
    none = Knowledge(KnowledgeUse.NONE, reason=f"{NAME}个人的事")
    close_ticket(session, ticket.number, f"{NAME}收到了", none, by=wang, now=now)
    return ticket


def _followed(session: Session, team: Team, ticket: Ticket) -> None:
    bad = Rated(Rates.DISSATISFIED, RatingReason.SLOW, f"我{NAME}等了三天")
    rate(session, ticket.conversation_id, ticket.number, bad, now=AFTERNOON)
    followed = open_follow_up_of(session, ticket)
    assert followed is not None
    feed_back(session, followed, f"{NAME}的单子压住了", by=team.zhao.id, now=AFTERNOON)
    contact(
        session, followed, ContactResult.STILL_DISSATISFIED, f"{NAME}还是生气",
        by=team.wang.id, now=AFTERNOON,
    )  # fmt: skip
    end_follow_up(session, followed, f"{NAME}不想再说", by=team.li.id, now=AFTERNOON)


def _told_each_other(session: Session, team: Team, ticket: Ticket) -> None:
    wang, about = team.wang.id, ("ticket", ticket.number)
    note_on_ticket(session, ticket.number, f"{NAME}说话很急", by=wang, now=AFTERNOON)
    left = Left(ticket.number, ticket.level, ticket.due_at, ticket.question, f"{NAME}要回电")
    leave(session, f"记得{NAME}", [left], receiver_id=None, by=wang, now=AFTERNOON)
    notice = notify(
        session, team.li.id, NoticeKind.MENTIONED, f"{NAME}又来电了", key="mentioned:1",
        about=about, path="/desk", now=AFTERNOON,
    )  # fmt: skip
    session.add_all((
        Delivery(
            notice_id=notice.id, person_id=team.li.id, channel=ChannelKind.MAIL, mark="1",
            message_id="<1@courtside>", state=DeliveryState.GIVEN_UP, attempts=5,
            queued_at=AFTERNOON, done_at=AFTERNOON, last_error=f"550 {NAME}",
        ),
        FlaggedPhrase(
            subject_type="ticket", subject_id=str(ticket.number), by_id=wang, at=AFTERNOON,
            phrase="impossible", said=f"{NAME}不可能",
        ),
    ))  # fmt: skip


def _complained(desk: Desk, member: Member, ticket: Ticket) -> None:
    """Under another name, number and address than the record has."""
    session, team, now = desk.session, desk.staff, desk.now
    agent, venue = {"by": team.wang.id, "now": now}, {"by": team.zhao.id, "now": now}
    made = desk.register(
        f"我是{OTHER_NAME}，电话{LANDLINE}，灯坏了", name=OTHER_NAME, phone=LANDLINE,
        address=ADDRESS, member_id=member.id, ticket_number=ticket.number,
    )  # fmt: skip
    judge_complaint(session, made, Verdict.VALID, f"{OTHER_NAME}说得对", **agent)
    hand(session, made, Department.VENUE, f"请回{OTHER_NAME}，{LANDLINE}", **agent)
    plan(session, made, f"给{OTHER_NAME}换灯", now + timedelta(hours=1), **venue)
    decide_plan(session, made, False, f"{NAME}要什么没写", by=team.liu.id, now=now)
    desk.step(made, S.PLANNED)
    desk.step(made, S.DECIDED)
    carry_out(session, made, f"换好了，请{OTHER_NAME}看过", **venue)
    give_result(session, made, f"{OTHER_NAME}您好，灯修好了", **agent)
    desk.call_back(made, Satisfaction.SATISFIED, f"我{NAME}满意")
    _wrote(session, made, team)
    close_complaint(session, made, f"{OTHER_NAME}满意", **agent)


def _wrote(session: Session, made: Complaint, team: Team) -> None:
    by, now = team.wang.id, AFTERNOON
    letter = draft_letter(session, made, "场边", now=now)
    kept = keep_letter(session, made, letter, seen=0, by=by, now=now)
    send_letter(
        session, made, kept.version, SentBy.POST, f"寄{ADDRESS}{OTHER_NAME}", by=by, now=now
    )


def _complained_in_vain(desk: Desk) -> None:
    """By telephone, and nobody linked it with the member."""
    session, agent = desk.session, {"by": desk.staff.wang.id, "now": desk.now}
    made = desk.register(f"{NAME}：路灯不亮", name=NAME, phone=PHONE, address=ADDRESS)
    judge_complaint(session, made, Verdict.INVALID, "不归场馆管", **agent)
    open_slip(
        session, made, name="物业王工", phone="02165430000", address="漕溪路98号",
        note=f"{NAME}等回话", **agent,
    )  # fmt: skip
    explain(session, made, f"{NAME}您好，路灯归物业", **agent)
    withdraw(session, made, f"{NAME}自己联系", **agent)


def _filled_in(session: Session, team: Team) -> FilledForm:
    by = team.wang.id
    values = {
        "applied_on": "2026-11-18", "name": NAME, "phone": PHONE, "address": ADDRESS,
        "birthday": "1990-05-01", "id_number": "310101199005011234", "health": f"{NAME}有哮喘",
        "emergency_name": OTHER_NAME, "emergency_phone": LANDLINE, "card_kind": "次卡",
        "card": "ZH2024017", "fee": "500", "agreed": "yes", "applicant": NAME,
        "taken_by": "小王",
    }  # fmt: skip
    filled = file_form(session, "membership-application", dict(values), by=by)
    return correct(
        session, filled, {**values, "fee": "600"}, f"{NAME}来电更正", seen=filled.edition, by=by,
        now=AFTERNOON,
    )  # fmt: skip


def _suggested(session: Session, team: Team) -> None:
    by = team.wang.id
    made = note_suggestion(
        session, f"{NAME}想要储物柜", channel=Channel.PHONE, category=Category.VENUE,
        giver=NAME, contact=PHONE, by=by, now=AFTERNOON,
    )  # fmt: skip
    classify(session, made, Category.VENUE, Department.VENUE, by=by, now=AFTERNOON)
    decline(session, made, f"{NAME}要的放不下", by=team.zhao, now=AFTERNOON)
    thank_giver(session, made, f"谢谢{NAME}", Channel.PHONE, by=by, now=AFTERNOON)


def _cared_for(session: Session, team: Team, member: Member) -> None:
    by = team.wang.id
    prospect = note_prospect(
        session, NAME, PHONE, f"{NAME}的瑜伽", Source.FRIEND, by=by, now=MORNING
    )
    call_prospect(
        session, prospect, CallResult.JOINED, f"{NAME}办了卡", policy=CarePolicy(), by=by,
        now=AFTERNOON,
    )  # fmt: skip
    due = find_due(session, f"birthday:{member.id}:2026", now=AFTERNOON)
    move_call(session, due, date(2026, 11, 20), f"{NAME}出差", by=by, now=AFTERNOON)
    due = find_due(session, due.key, now=AFTERNOON)
    call_member(session, due, CallResult.REACHED, f"{NAME}很高兴", by=by, now=AFTERNOON)
