"""Being on duty, away or off: the switch in the head of every page."""

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import BadInput
from kb.people.person import Person
from kb.people.presence import Presence, lasting, switch
from kb.people.rights import Right
from kb.tickets.rotation import give_waiting
from kb.tickets.untouched import give_back_untouched, held
from webapp.account.colleague import signed_in
from webapp.desk.room import desk
from webapp.fields import typed
from webapp.guard import needs
from webapp.paths import same_site
from webapp.services import reading


def duty() -> Presence | None:
    """Of whoever is signed in and works on tickets; for the head of every page."""
    colleague = signed_in()
    if colleague is None or Right.WORK_TICKETS not in colleague.rights:
        return None
    if "duty" not in g:
        with reading() as session:
            found = lasting(session, colleague.person_id)
        g.duty = found.state if found else Presence.OFF
    return Presence(g.duty)


@desk.post("/presence")
@needs(Right.WORK_TICKETS)
def post_presence(session: Session, by: Person) -> ResponseReturnValue:
    state = typed("state")
    if state not in set(Presence):
        raise BadInput("没有这个状态。", field="state", code="no_such_state")
    switch(session, by.id, Presence(state), by=by.id, now=clock.now())
    if state == Presence.OFF and (left := held(session, by.id)):
        flash(f"已下班。您手上还有 {len(left)} 个工单，请交给接班的同事。")
        return redirect(url_for("desk.handovers"), code=303)
    given = give_waiting(session, now=clock.now()) if state == Presence.ON_DUTY else []
    mine = sum(each.owner_id == by.id for each in given)
    flash(f"现在是“{Presence(state).label}”。{f'轮到您 {mine} 个工单。' if mine else ''}")
    return redirect(same_site(typed("back")) or url_for("desk.waiting"), code=303)


@desk.post("/handovers/untouched")
@needs(Right.WORK_TICKETS)
def post_untouched(session: Session, by: Person) -> ResponseReturnValue:
    given = give_back_untouched(session, by=by.id, now=clock.now())
    flash(f"{len(given)} 个还没动过的工单已退回队列。" if given else "没有还没动过的工单。")
    return redirect(url_for("desk.handovers"), code=303)
