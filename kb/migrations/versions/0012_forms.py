"""Registers and forms: their versions, what was filled in, call-backs and offers."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import (
    check,
    document,
    identity,
    index,
    long_text,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DEPARTMENTS = (
    "membership", "venue", "training", "events", "shop", "front-desk", "call-centre",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "form_versions",
        identity(),
        words("form_id"),
        number("version"),
        document("body"),
        words("checksum"),
        moment("adopted_at"),
        number("by_id", null=True),
        moment("retired_at", null=True),
        sa.UniqueConstraint("form_id", "version"),
    )
    _filled()
    _what_became_of_them()
    _offers()


def _filled() -> None:
    in_when = "state = 'void' OR (state = 'draft') = (handed_in_at IS NULL)"
    op.create_table(
        "filled_forms",
        identity(),
        words("form_id"),
        reference("version_id", "form_versions.id"),
        words("number", null=True),
        one_of("state", "filledstate", ("draft", "handed_in", "void")),
        document("values"),
        number("edition"),
        words("key"),
        reference("by_id", "people.id"),
        moment("began_at"),
        moment("changed_at"),
        moment("handed_in_at", null=True),
        one_of("department", "department", DEPARTMENTS, null=True),
        reference("member_id", "members.id", null=True),
        reference("ticket_number", "tickets.number", null=True),
        number("complaint_number", null=True),
        words("card", null=True),
        words("phone", null=True),
        long_text("found_by"),
        sa.Column("next_call_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("by_id", "key"),
        check("handed_in_when", in_when),
        check("numbered_when_in", "(number IS NULL) = (handed_in_at IS NULL)"),
    )
    for columns in (
        ("form_id", "handed_in_at"),
        ("handed_in_at",),
        ("form_id", "member_id"),
        ("form_id", "card"),
        ("form_id", "phone"),
        ("ticket_number",),
        ("by_id", "state"),
        ("next_call_on",),
    ):
        index("filled_forms", *columns)


def _what_became_of_them() -> None:
    op.create_table(
        "form_revisions",
        reference("filled_id", "filled_forms.id", primary_key=True),
        number("number", primary_key=True, autoincrement=False),
        document("values"),
        words("reason"),
        reference("by_id", "people.id"),
        moment("at"),
        check("corrected_why", "number = 1 OR reason <> ''"),
    )
    op.create_table(
        "form_voidings",
        reference("filled_id", "filled_forms.id", primary_key=True),
        words("reason"),
        reference("by_id", "people.id"),
        moment("at"),
        check("voided_why", "reason <> ''"),
    )
    op.create_table(
        "form_calls",
        reference("filled_id", "filled_forms.id", primary_key=True),
        number("round", primary_key=True, autoincrement=False),
        long_text("result"),
        sa.Column("settled", sa.Boolean(), nullable=False),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_what_came_of_it", "result <> ''"),
    )


def _offers() -> None:
    op.create_table(
        "form_offers",
        identity(),
        reference("filled_id", "filled_forms.id"),
        words("what"),
        one_of("state", "offerstate", ("proposed", "offered", "accepted", "declined", "withdrawn")),
        moment("proposed_at"),
        words("note"),
        reference("by_id", "people.id", null=True),
        moment("at", null=True),
        sa.UniqueConstraint("filled_id"),
        check("by_whom", "state IN ('proposed', 'withdrawn') OR by_id IS NOT NULL"),
        check("when", "(state = 'proposed') = (at IS NULL)"),
    )
    index("form_offers", "state")
