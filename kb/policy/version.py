import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotReady
from kb.policy.policies import KINDS, OPTIONAL, Policies


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


def adopt(
    session: Session, policies: Policies, *, by: int | None, now: datetime
) -> list[PolicyVersion]:
    """The versions written: one for each policy that differs from the one in force."""
    written = []
    for name in KINDS:
        body = getattr(policies, name).model_dump(mode="json")
        checksum = _checksum(body)
        last = _newest(session, name)
        if last is not None and last.checksum == checksum:
            continue
        version = PolicyVersion(
            name=name,
            version=last.version + 1 if last else 1,
            body=body,
            checksum=checksum,
            adopted_at=now,
            by_id=by,
        )
        session.add(version)
        session.flush()
        written.append(version)
    return written


def current(session: Session, at: datetime | None = None) -> Policies:
    """Those in force now, or at a moment of the past; before any was adopted the first ones.
    Raises NotReady when no policy was ever adopted."""
    bodies: dict[str, Any] = {}
    newest = 0
    for name, kind in KINDS.items():
        last = _newest(session, name, at)
        if last is None and name in OPTIONAL:
            continue
        if last is None:
            raise NotReady(
                "数据库里还没有规则。", code="no_policy", mend="请运行 courtside load corpus。"
            )
        bodies[name] = kind.model_validate(last.body)
        newest = max(newest, last.id)
    return Policies(**bodies, version=newest)


def _newest(session: Session, name: str, at: datetime | None = None) -> PolicyVersion | None:
    latest = select(func.max(PolicyVersion.version)).where(PolicyVersion.name == name)
    if at is not None:
        first = select(func.min(PolicyVersion.adopted_at)).where(PolicyVersion.name == name)
        begun = PolicyVersion.adopted_at <= at
        latest = latest.where(begun | (PolicyVersion.adopted_at == first.scalar_subquery()))
    return session.scalar(
        select(PolicyVersion).where(
            PolicyVersion.name == name, PolicyVersion.version == latest.scalar_subquery()
        )
    )


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
