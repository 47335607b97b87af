from datetime import datetime

from sqlalchemy.orm import Session

from kb.care.arranging import call_member
from kb.care.call import CallResult
from kb.care.due import Due
from kb.care.prospect import ProspectState, find_prospect
from kb.care.prospects import SETTLES, call_prospect
from kb.forms.calls import record_call
from kb.forms.filled import find_filled
from kb.policy import current
from kb.text import clean


def note_call(
    session: Session, due: Due, result: CallResult, note: str, *, by: int, now: datetime
) -> None:
    """Once, wherever it is kept: with the prospect, and on every form the call was about."""
    settled = result in SETTLES
    if due.prospect_id is not None:
        prospect = find_prospect(session, due.prospect_id)
        policy = current(session).care
        call_prospect(session, prospect, result, note, policy=policy, by=by, now=now, key=due.key)
        settled = prospect.state is not ProspectState.OPEN
    elif not due.forms:
        call_member(session, due, result, note, by=by, now=now)
    said = "：".join(filter(None, (result.label, clean(note))))
    for filled_id, nth in due.forms:
        filled = find_filled(session, filled_id)
        record_call(session, filled, said, settled=settled, by=by, now=now, nth=nth)
