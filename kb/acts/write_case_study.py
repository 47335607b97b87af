from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import find_conversation
from kb.knowledge import Content, Entry, propose, submit, usual_department
from kb.knowledge.content import MOST_CHARACTERS
from kb.people.person import person
from kb.terms import Audience
from kb.text.masking import mask
from kb.tickets import Ticket, find_ticket
from kb.tickets.final_report import FinalReport, ReportPart
from kb.tickets.reporting import name_case_study, require_studiable

TAG = "案例分析"


def write_case_study(session: Session, number: int, *, by: int, now: datetime) -> Entry:
    """A submitted report becomes an internal entry in review. Nobody is named in it, and what else
    tells who somebody is, is masked; whoever reviews it looks once more."""
    ticket = find_ticket(session, number)
    report = require_studiable(session, ticket)
    names = _names(session, ticket, report)
    content = Content(
        question=_shorten(f"案例分析：{_anonymous(ticket.question, names)}", "question"),
        answer=_shorten(_anonymous(_told(report), names), "answer"),
        category=ticket.category,
        department=ticket.department or usual_department(ticket.category),
        audience=Audience.INTERNAL,
        tags=(TAG,),
    )
    summary = f"来自工单 {number} 的最终报告"
    entry = propose(session, content, by=by, now=now, origin_ticket=number, summary=summary)
    submit(session, entry, by=by, now=now)
    name_case_study(session, ticket, entry.id, by=by, now=now)
    return entry


def _told(report: FinalReport) -> str:
    return "\n\n".join(f"**{each.label}**\n\n{report.text(each)}" for each in ReportPart)


def _names(session: Session, ticket: Ticket, report: FinalReport) -> dict[str, str]:
    """What is said instead of a name."""
    conversation = find_conversation(session, ticket.conversation_id)
    names = {person(session, each.person_id).name: "当事同事" for each in report.assessments}
    if conversation.member_name:
        names[conversation.member_name] = "会员"
    return names


def _anonymous(text: str, names: dict[str, str]) -> str:
    for name, instead in names.items():
        text = text.replace(name, instead)
    return mask(text)


def _shorten(text: str, field: str) -> str:
    most = MOST_CHARACTERS[field]
    return text if len(text) <= most else f"{text[: most - 1]}…"
