"""Which questions stand on the member's start page, beside those that are asked most."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.knowledge import find_entry
from kb.knowledge.publication import in_force
from kb.policy import PresetsPolicy
from kb.policy.presets import MOST_PINNED
from kb.policy.version import PolicyChange, presets_in_force, write_version
from kb.terms import Audience, LabelledEnum


class Standing(LabelledEnum):
    PINNED = "pinned", "固定在首页"
    EXCLUDED = "excluded", "不在首页显示"
    COUNTED = "counted", "按提问次数"


def choose_preset(
    session: Session, entry_id: str, standing: Standing, *, by: int, now: datetime
) -> PresetsPolicy:
    take_numbers(session, "presets")
    entry, before = find_entry(session, entry_id), presets_in_force(session)
    pinned = [each for each in before.pinned if each != entry.id]
    excluded = [each for each in before.excluded if each != entry.id]
    if standing is Standing.PINNED:
        _require_shown(session, entry.id, now)
        if len(pinned) >= MOST_PINNED:
            raise BadInput(
                f"最多固定 {MOST_PINNED} 个。", field="standing", mend="请先取消固定一个。"
            )
        pinned.append(entry.id)
    elif standing is Standing.EXCLUDED:
        excluded.append(entry.id)
    after = PresetsPolicy(pinned=tuple(pinned), excluded=tuple(excluded))
    if after != before:
        version = write_version(session, "presets", after, by=by, now=now)
        session.add(PolicyChange(version_id=version.id, reason=standing.label, by_id=by, at=now))
        record(session, "preset_chosen", "entry", entry.id, by=by, now=now, standing=standing)
        session.flush()
    return after


def _require_shown(session: Session, entry_id: str, now: datetime) -> None:
    text = in_force(session, entry_id, now)
    if text is None or text.audience is not Audience.MEMBER or not text.live_at(now):
        raise Conflict("会员现在看不到这一条，不能放在首页。", code="not_shown")
