import ast
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from house import ROOT
from kb.db import Base, Database
from kb.errors import NotReady


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_exactly_the_constraints_of_the_models(
    database: Database, bare_url: str
) -> None:
    with closing(Database(bare_url)) as modelled:
        Base.metadata.create_all(modelled.engine)
        assert constraints(database.engine) == constraints(modelled.engine)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    database.require_current()


def test_an_old_database_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    with (
        closing(Database(f"sqlite:///{tmp_path}/new/club.db")) as empty,
        pytest.raises(NotReady, match="courtside db upgrade"),
    ):
        empty.require_current()


def test_processes_that_start_together_migrate_once(bare_url: str) -> None:
    migrate = "import sys; from kb.db import Database; Database(sys.argv[1]).migrate()"
    started = [
        subprocess.Popen([sys.executable, "-c", migrate, bare_url], cwd=ROOT) for _ in range(2)
    ]
    assert [each.wait() for each in started] == [0, 0]
    with closing(Database(bare_url)) as database:
        database.require_current()


def test_every_module_with_a_table_is_named_in_the_migration_environment() -> None:
    environment = ROOT / "kb" / "migrations" / "env.py"
    named = ast.parse(environment.read_text("utf-8")).body
    imported = {name.name for node in named if isinstance(node, ast.Import) for name in node.names}
    mapped = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "kb").rglob("*.py")
        if "__tablename__" in path.read_text("utf-8")
    }
    assert mapped - imported == set()


def constraints(engine: Engine) -> dict[str, set[str]]:
    """By table, each with its full text."""
    found: dict[str, set[str]] = defaultdict(set)
    inspector = inspect(engine)
    for table in set(inspector.get_table_names()) - {"alembic_version"}:
        for kind in ("check_constraints", "unique_constraints", "foreign_keys"):
            found[table] |= {repr(each) for each in getattr(inspector, f"get_{kind}")(table)}
        found[table].add(repr(inspector.get_pk_constraint(table)))
    return found
