from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.change_lexicon import Because, broken_ids, read_because
from kb.counter import take_numbers
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.policy import AnsweringPolicy, PolicyVersion, current
from kb.policy.version import PolicyChange, newest_number, write_version


def change_thresholds(
    session: Session,
    policy: AnsweringPolicy,
    because: Because,
    *,
    seen: int,
    by: int,
    now: datetime,
) -> PolicyVersion:
    """`seen`: the version of the thresholds that was on the screen."""
    reason, pin_reason = read_because(because)
    # Two who save at once do so one after the other.
    take_numbers(session, "thresholds")
    before = current(session).answering
    if newest_number(session, "answering") != seen:
        raise Conflict(
            "阈值刚被别人改过。", code="changed_meanwhile", mend="请重新打开这一页，看过再改。"
        )
    if policy == before:
        raise BadInput("没有变化。", field="reason", code="no_change", mend="改好再保存。")
    version = write_version(session, "answering", policy, by=by, now=now)
    session.add(
        PolicyChange(
            version_id=version.id,
            reason=reason,
            broken_pins=len(because.broken),
            pin_reason=pin_reason,
            by_id=by,
            at=now,
        )
    )
    was = before.model_dump()
    changed = {name: value for name, value in policy.model_dump().items() if was[name] != value}
    record(
        session, "thresholds_changed", "policy", version.id, by=by, now=now,
        before={name: was[name] for name in changed}, after=changed, reason=reason,
        broken_pins=broken_ids(because),
    )  # fmt: skip
    session.flush()
    return version
