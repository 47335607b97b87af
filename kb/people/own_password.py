"""A password of one's own, in place of the one that is known."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict
from kb.history import record
from kb.people.login_session import Ending, end_all
from kb.people.password import Passwords
from kb.people.person import Person, person


def prove(person: Person, old: str, new: str, again: str, *, passwords: Passwords) -> str:
    """The new one, hashed. Slow on purpose, like `check_password`: not for a transaction that
    writes."""
    if not passwords.matches(old, person.password_hash):
        raise BadInput("现在的密码不对。", field="old", code="wrong_password", mend="请再输一次。")
    if new != again:
        raise BadInput(
            "两次输入的新密码不一样。", field="again", code="not_the_same", mend="请再输一次。"
        )
    if new == old:
        raise BadInput(
            "新密码和现在的一样。", field="password", code="same_password", mend="请换一个。"
        )
    return passwords.hash(new)


def choose_password(
    session: Session, person_id: int, known: str, chosen: str, *, token: str, now: datetime
) -> Person:
    """`known`, `chosen`: the hashes of the old and the new one. All other log-ins end."""
    found = person(session, person_id)
    session.refresh(found, with_for_update=True)
    if found.password_hash != known:
        raise Conflict("密码刚刚已经改过了。", code="changed_meanwhile", mend="请重新登录。")
    found.password_hash, found.must_change_password = chosen, False
    end_all(session, found, Ending.PASSWORD_CHANGED, but=token, now=now)
    record(session, "password_changed", "person", found.id, by=found.id, now=now)
    session.flush()
    return found
