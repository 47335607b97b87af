"""What goes out by mail, and what the group's robot tells."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import CourtsideError
from kb.notices.choosing import CHOOSABLE, choose_for_group, choose_mail, group_kinds, mail_of
from kb.notices.kinds import ChannelKind, NoticeKind
from kb.notices.outbox import unsent
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.channels import channels_of
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs, signed_in_only
from webapp.mistakes import mistakes
from webapp.notices.room import notices
from webapp.services import services


@notices.get("/channels")
@signed_in_only
def channels(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


def _again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(session, by, error), status_of(error)


@notices.post("/channels/mail")
@needs(None, again=_again)
def post_mail(session: Session, by: Person) -> ResponseReturnValue:
    chosen = choose_mail(session, typed("address"), _chosen(), by=by.id, now=clock.now())
    flash("已记下，选中的提醒会同时发邮件。" if chosen else "不再发邮件。")
    return redirect(url_for("notices.channels"), code=303)


@notices.post("/channels/group")
@needs(Right.LEAD_SERVICE, again=_again)
def post_group(session: Session, by: Person) -> ResponseReturnValue:
    choose_for_group(session, _chosen(), by=by.id, now=clock.now())
    flash("已记下群机器人要说的提醒。")
    return redirect(url_for("notices.channels"), code=303)


def _chosen() -> set[NoticeKind]:
    return {each for each in CHOOSABLE if each in request.form.getlist("kind")}


def _page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    ways, mail = channels_of(services().config), mail_of(session, by.id)
    leads = may(by, Right.LEAD_SERVICE)
    return render_template(
        "notices/channels.html",
        by_mail=ChannelKind.MAIL in ways,
        by_robot=ChannelKind.ROBOT in ways,
        leads=leads,
        kinds=CHOOSABLE,
        address=typed("address") if error else mail.address if mail else "",
        mail_kinds=_chosen() if error else set(mail.kinds) if mail else set(),
        group_kinds=group_kinds(session),
        unsent=unsent(session) if leads else [],
        now=clock.now(),
        errors=mistakes(error, "address"),
    )
