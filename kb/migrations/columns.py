"""Columns as migrations write them down. Migrations are never changed once released, and so
neither is anything here: a later migration that needs another column spells it out itself."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


def identity() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def number(name: str, *, null: bool = False, **more: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null, **more)


def level() -> sa.Column[int]:
    kind = sa.SmallInteger()
    return sa.Column("level", kind, check("level", "level BETWEEN 1 AND 3"), nullable=False)


def words(name: str, *, null: bool = False, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null, **more)


def long_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def document(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)


def one_of(
    name: str, constraint: str, values: Sequence[str], *, null: bool = False, **more: Any
) -> sa.Column[str]:
    kind = sa.Enum(*values, name=constraint, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=null, **more)


def reference(
    name: str, target: str, *, kind: Any = None, null: bool = False, **more: Any
) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Integer(), sa.ForeignKey(target), nullable=null, **more)


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
