"""Triggers that let a table grow and nothing else, also for somebody at the database console."""

from alembic import op


def refuse_changes(table: str, *key: str) -> None:
    """`key`: the columns of its primary key."""
    if op.get_context().dialect.name == "sqlite":
        _refuse_on_sqlite(table, key)
    else:
        _refuse_on_postgresql(table)


def _refuse_on_sqlite(table: str, key: tuple[str, ...]) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for act in ("UPDATE", "DELETE"):
        name = f"{table}_refuses_{act.lower()}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {refuse}")
    # INSERT OR REPLACE deletes the old row without telling the trigger above.
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    known = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - the names are our own
    name = f"{table}_refuses_replace"
    op.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {known} {refuse}")


def _refuse_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
