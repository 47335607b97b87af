from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.find_owner import find_owner
from kb.conversations import Conversation, Verdict, VerdictReason, give_verdict, outcome_in
from kb.knowledge import find_entry
from kb.knowledge.publication import in_force
from kb.knowledge.task import About, TaskKind
from kb.knowledge.tasks import count_report, open_task, take_back_reports
from kb.terms import DecisionKind


def judge(
    session: Session,
    conversation: Conversation,
    outcome_id: int,
    helpful: bool,
    reason: VerdictReason | None = None,
    *,
    now: datetime,
) -> Verdict:
    """The member's word on an answer. When it says what is amiss, somebody who maintains the entry
    gets a task; whoever says the same of it later is counted there. Who thinks better of it is
    counted no more."""
    verdict = give_verdict(session, conversation, outcome_id, helpful, reason, now=now)
    about = About(reason.value) if reason is not None else None
    take_back_reports(session, outcome_id, but=about, now=now)
    outcome = outcome_in(session, conversation.id, outcome_id)
    if about is not None and outcome.decision is DecisionKind.ANSWER:
        for entry_id in outcome.entry_ids:
            _report(session, entry_id, about, outcome_id, now)
    return verdict


def _report(session: Session, entry_id: str, about: About, outcome_id: int, now: datetime) -> None:
    text = in_force(session, entry_id, now)
    if text is None:  # withdrawn since: nothing is left to mend
        return
    task = open_task(
        session,
        TaskKind.FEEDBACK,
        find_entry(session, entry_id),
        about=about,
        department=text.department,
        owner_id=find_owner(session, text),
        now=now,
    )
    count_report(session, task, outcome_id, now=now)
