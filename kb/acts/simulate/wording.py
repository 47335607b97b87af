"""What simulated agents write to members, and which knowledge they say it came from."""

from random import Random

from kb.acts.close_ticket import Knowledge
from kb.acts.simulate.club import Club
from kb.acts.simulate.questions import Question
from kb.acts.simulate.simulation import Part
from kb.acts.simulate.topics import TOPICS
from kb.knowledge import Entry, find_entry, find_revision
from kb.terms import Category
from kb.tickets import KnowledgeUse, Ticket

TOPIC_CASES = 900_000
BY_NAME = {each.name: (TOPIC_CASES + place, each) for place, each in enumerate(TOPICS)}
ANSWERS = {
    Category.MEMBERSHIP: (
        "您好，这件事要看您办的是哪种卡，按入会时的约定办理。带卡到前台可以为您查明细。",
        "您好，和会员部确认过：现在没有这项办法，有变化会先通知老会员。谢谢您来问。",
    ),
    Category.VENUE: (
        "您好，刚和场地部核实：目前没有这项安排，当天能不能用以前台的场地表为准，来之前可以再问我们。",
        "您好，场地部的同事看过了，可以到现场先登记，前台会按先后安排。",
    ),
    Category.TRAINING: ("您好，培训部说这一期已经排定，想换时间请留下电话，有空位先通知您。",),
    Category.EVENTS: (
        "您好，赛事部还在定时间，报名开始会在公众号和大厅公告，届时也可以来前台报名。",
    ),
    Category.SHOP: ("您好，商品部查过了，请带小票到二楼柜台，同事当面帮您看。",),
    Category.OTHER: (
        "您好，已经问过负责的同事，这件事可以到前台当面办，今天营业到 22:30。",
        "您好，这个目前没有统一的规定，您的情况我记下来交给主管了，有结果第一时间回复您。",
    ),
}
AT_HAND = {
    Category.MEMBERSHIP: ("card-types", "membership-application", "topup-card"),
    Category.VENUE: ("booking", "house-rules", "programs"),
    Category.TRAINING: ("training-programs", "tour-and-trial"),
    Category.SHOP: ("supermarket",),
    Category.OTHER: ("opening-hours", "location", "service-rating"),
}
"""entries that an agent answers from, where no entry answers the very question"""
FROM_HAND = 0.4
REASONS = ("只和这位会员有关", "一次性的询问，不必写成条目", "要看当天情况，没有固定答案")


def reply_for(club: Club, question: Question, ticket: Ticket, case: int) -> str:
    if question.topic and BY_NAME[question.topic][1].answer:
        return f"您好，{BY_NAME[question.topic][1].answer}"
    if question.entry:
        entry = find_entry(club.session, question.entry)
        if entry.live is not None:
            text = find_revision(club.session, entry.id, entry.live)
            return f"您好，{text.short or text.answer}"
    texts = ANSWERS[ticket.category]
    return texts[case % len(texts)]


def knowledge_of(club: Club, question: Question, ticket: Ticket) -> Knowledge:
    entry_id = _entry_for(club, question) or _at_hand(question, ticket)
    entry = club.session.get(Entry, entry_id) if entry_id else None
    if entry is not None and entry.live is not None:
        return Knowledge(KnowledgeUse.REUSED, entry.id)
    if entry is not None and entry.created_at > ticket.opened_at:
        return Knowledge(KnowledgeUse.DRAFTED, entry.id)
    return Knowledge(KnowledgeUse.NONE, reason=REASONS[ticket.number % len(REASONS)])


def _at_hand(question: Question, ticket: Ticket) -> str | None:
    entries = AT_HAND.get(ticket.category, ())
    if not entries or Random(question.text).random() > FROM_HAND:  # noqa: S311
        return None
    return entries[ticket.number % len(entries)]


def _entry_for(club: Club, question: Question) -> str | None:
    if question.entry:
        return question.entry
    return club.kept(BY_NAME[question.topic][0], Part.ENTRY) if question.topic else None
