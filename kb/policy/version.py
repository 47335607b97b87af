import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotReady
from kb.policy.clocks import ClocksPolicy
from kb.policy.contribution import ContributionPolicy
from kb.policy.desk import DeskPolicy
from kb.policy.phrases import PhrasesPolicy
from kb.policy.policies import KINDS, OPTIONAL, Policies
from kb.policy.presets import PresetsPolicy
from kb.policy.strict import StrictPolicy


class PolicyVersion(Base):
    __tablename__ = "policy_versions"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    checksum: Mapped[str]
    adopted_at: Mapped[datetime]
    by_id: Mapped[int | None]


class PolicyChange(Base):
    """That a version was made in the console, and why; all others are the files'."""

    __tablename__ = "policy_changes"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="said_why"),
        CheckConstraint("(broken_pins = 0) = (pin_reason IS NULL)", name="broke_pins_why"),
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey(PolicyVersion.id), primary_key=True, autoincrement=False
    )
    reason: Mapped[str]
    broken_pins: Mapped[int] = mapped_column(default=0)
    pin_reason: Mapped[str | None]
    by_id: Mapped[int]
    at: Mapped[datetime]


def adopt(
    session: Session, policies: Policies, *, by: int | None, now: datetime
) -> list[PolicyVersion]:
    """The versions written: one for each policy that differs from what the files said last. What
    was changed in the console since stays, until the file says something new."""
    return [
        write_version(session, name, getattr(policies, name), by=by, now=now)
        for name in KINDS
        if not _says_the_same(_newest_of_files(session, name), getattr(policies, name))
    ]


def kept(session: Session, policies: Policies) -> tuple[str, ...]:
    """The names of those in force that are the console's and not these of the files."""
    return tuple(
        name
        for name in KINDS
        if not _says_the_same(_newest(session, name), getattr(policies, name))
    )


def write_version(
    session: Session, name: str, policy: StrictPolicy, *, by: int | None, now: datetime
) -> PolicyVersion:
    body = policy.model_dump(mode="json")
    last = _newest(session, name)
    version = PolicyVersion(
        name=name,
        version=last.version + 1 if last else 1,
        body=body,
        checksum=_checksum(body),
        adopted_at=now,
        by_id=by,
    )
    session.add(version)
    session.flush()
    session.info.pop(_IN_FORCE, None)
    return version


def current(session: Session, at: datetime | None = None) -> Policies:
    """Those in force now, or at a moment of the past; before any was adopted the first ones.
    Raises NotReady when no policy was ever adopted. One session finds them once."""
    if at is not None:
        return _read(session, _all_newest(session, at))
    known: Policies | None = session.info.get(_IN_FORCE)
    if known is None:
        known = session.info[_IN_FORCE] = _read(session, _all_newest(session, None))
    return known


def _read(session: Session, found: Mapping[str, tuple[str, int, str]]) -> Policies:
    if not found.keys() >= KINDS.keys() - OPTIONAL:
        raise NotReady(
            "数据库里还没有规则。", code="no_policy", mend="请运行 courtside load corpus。"
        )
    bodies: dict[str, Any] = {name: _understood(session, *row) for name, row in found.items()}
    return Policies(**bodies, version=max(number for _, number, _ in found.values()))


def _all_newest(session: Session, at: datetime | None) -> dict[str, tuple[str, int, str]]:
    """By name: name, id and checksum. In one statement."""
    if at is None:
        return {name: (name, number, checksum) for name, number, checksum in session.execute(_ROWS)}
    first: dict[str, datetime] = {}
    held: dict[str, tuple[str, int, str]] = {}
    for since, name, number, checksum in session.execute(_EVERY):
        if since <= max(at, first.setdefault(name, since)):
            held[name] = (name, number, checksum)
    return held


_last = (
    select(PolicyVersion.name, func.max(PolicyVersion.version).label("version"))
    .where(PolicyVersion.name.in_(KINDS))
    .group_by(PolicyVersion.name)
    .subquery()
)
_ROWS = select(PolicyVersion.name, PolicyVersion.id, PolicyVersion.checksum).join(
    _last, (PolicyVersion.name == _last.c.name) & (PolicyVersion.version == _last.c.version)
)
_EVERY = (
    select(PolicyVersion.adopted_at, PolicyVersion.name, PolicyVersion.id, PolicyVersion.checksum)
    .where(PolicyVersion.name.in_(KINDS))
    .order_by(PolicyVersion.version)
)
_IN_FORCE = "policies in force"
"""where a session keeps them"""
_read_before: dict[tuple[str, str], StrictPolicy] = {}
"""by name and checksum: a version is written once and read at every turn"""


def _understood(session: Session, name: str, number: int, checksum: str) -> StrictPolicy:
    known = _read_before.get((name, checksum))
    if known is None:
        body = session.get_one(PolicyVersion, number).body
        # A version of some time ago may have keys that mean nothing now.
        known = KINDS[name].model_validate(body, extra="ignore")
        _read_before[name, checksum] = known
    return known


def contribution_policies(session: Session) -> list[tuple[datetime, ContributionPolicy]]:
    """Every one there ever was, with the moment from which it held; oldest first."""
    found = select(PolicyVersion.adopted_at, PolicyVersion.body)
    found = found.where(PolicyVersion.name == "contribution").order_by(PolicyVersion.version)
    return [
        (at, ContributionPolicy.model_validate(body, extra="ignore"))
        for at, body in session.execute(found)
    ]


def clocks_in_force(session: Session) -> ClocksPolicy:
    """Those of the class where none were adopted."""
    last = _newest(session, "clocks")
    return ClocksPolicy.model_validate(last.body) if last else ClocksPolicy()


def current_phrases(session: Session) -> PhrasesPolicy:
    """That one alone, as it is read while somebody types."""
    last = _newest(session, "phrases")
    return PhrasesPolicy() if last is None else PhrasesPolicy.model_validate(last.body)


def _newest(session: Session, name: str) -> PolicyVersion | None:
    latest = select(func.max(PolicyVersion.version)).where(PolicyVersion.name == name)
    return session.scalar(
        select(PolicyVersion).where(
            PolicyVersion.name == name, PolicyVersion.version == latest.scalar_subquery()
        )
    )


def newest_number(session: Session, name: str) -> int:
    """Its version in force; 0 before any was adopted."""
    last = _newest(session, name)
    return last.version if last else 0


def presets_in_force(session: Session) -> PresetsPolicy:
    """No file has them: where nobody chose any, the class's."""
    last = _newest(session, "presets")
    return PresetsPolicy.model_validate(last.body) if last else PresetsPolicy()


def desk_in_force(session: Session) -> DeskPolicy:
    """No file has it: where nobody chose otherwise, the class's."""
    last = _newest(session, "desk")
    return DeskPolicy.model_validate(last.body) if last else DeskPolicy()


def changes_of(
    session: Session, name: str, most: int = 20
) -> list[tuple[PolicyVersion, PolicyChange | None]]:
    """Newest first; without a change where the version came from the files."""
    found = (
        select(PolicyVersion, PolicyChange)
        .join(PolicyChange, PolicyChange.version_id == PolicyVersion.id, isouter=True)
        .where(PolicyVersion.name == name)
        .order_by(PolicyVersion.version.desc())
        .limit(most)
    )
    return [(version, change) for version, change in session.execute(found)]


def _newest_of_files(session: Session, name: str) -> PolicyVersion | None:
    in_console = select(PolicyChange.version_id)
    found = select(PolicyVersion).where(PolicyVersion.name == name)
    found = found.where(PolicyVersion.id.not_in(in_console))
    return session.scalar(found.order_by(PolicyVersion.version.desc()).limit(1))


def _says_the_same(version: PolicyVersion | None, policy: StrictPolicy) -> bool:
    if version is None:
        return False
    try:
        # By meaning: a key that this release brings along is no word of the file's.
        said = type(policy).model_validate(version.body, extra="ignore")
    except ValidationError:
        return False
    return said == policy


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
