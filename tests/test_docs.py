"""The documents keep up with the code: what exists is documented, what is documented exists."""

import enum
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

import click
import pytest

import kb.terms
from house import ROOT
from inventory import commands, parameters, rooms, routes, tables
from kb.policy import AnsweringPolicy
from kb.text.lexicon_files import SHAPES
from test_architecture import FLOORS
from webapp.cli import courtside
from webapp.config import PREFIX, Config

Docs = Mapping[str, str]
"""path → text"""
Rule = Callable[[Docs], Iterator[str]]

COMMANDS, API, ROUTES, MAP = "docs/commands.md", "docs/api.md", "docs/routes.md", "docs/map.md"


def every_command_and_option_is_documented(docs: Docs) -> Iterator[str]:
    sections = sections_of(docs[COMMANDS])
    for path, command in commands(courtside):
        section = sections.pop(f"courtside {path}", None)
        if section is None:
            yield f"courtside {path} has no section"
            continue
        named = set(re.findall(r"^\| `(\S+?)(?: [A-Z-]+)?` \|", section, re.MULTILINE))
        yield from differences(f"courtside {path}", parameters(command), named)
    yield from (f"{each} does not exist" for each in sections if each.startswith("courtside "))


def every_example_of_a_command_parses(docs: Docs) -> Iterator[str]:
    for line in re.findall(r"^(?:\$ )?(?:scripts/)?courtside (.*)$", blocks(docs), re.MULTILINE):
        words = shlex.split(re.split(r" [<>|] ", line)[0])
        command: click.Command = courtside
        try:
            while isinstance(command, click.Group):
                command = command.commands[words.pop(0)]
            command.make_context("courtside", words)
        except (click.UsageError, KeyError) as error:
            yield f"courtside {line}: {error}"


def every_setting_is_documented(docs: Docs) -> Iterator[str]:
    named = re.findall(rf"^\| `({PREFIX}\w+)` \|", docs["docs/settings.md"], re.MULTILINE)
    settings = {f"{PREFIX}{each.name.upper()}" for each in fields(Config)}
    yield from differences("settings", settings, set(named))


def every_route_is_documented_with_who_may_call_it(docs: Docs) -> Iterator[str]:
    rows = re.findall(r"^\| `(\S+ \S+)` \| (.+?) \|", docs[ROUTES], re.MULTILINE)
    wanted = {f"{route} for {who}" for route, who in routes()}
    yield from differences("routes", wanted, {f"{route} for {who}" for route, who in rows})


def every_route_of_the_api_has_an_example(docs: Docs) -> Iterator[str]:
    sections = sections_of(docs[API])
    for route, _ in routes():
        if " /api/" not in route:
            continue
        path = re.sub(r"\{\w+\}", "5", route.split()[1])
        if f"http://127.0.0.1:8000{path}" not in sections.get(route, ""):
            yield f"{route} has no example"


def every_table_is_on_the_map(docs: Docs) -> Iterator[str]:
    for table in tables():
        if f"`{table}`" not in docs[MAP]:
            yield f"the table {table} is not on the map"


def every_room_is_on_the_map(docs: Docs) -> Iterator[str]:
    named = set(re.findall(r"^\| `((?:kb|webapp)/\w+)` \|", docs[MAP], re.MULTILINE))
    yield from differences("rooms", rooms(), named)


def the_floors_on_the_map_are_those_of_the_house(docs: Docs) -> Iterator[str]:
    drawn = re.findall(r"^\| (?:roof|\d+|ground|cellar) \| (.*) \|$", docs[MAP], re.MULTILINE)
    found = [{each.rpartition("/")[2] for each in re.findall(r"`(.+?)`", row)} for row in drawn]
    there = {each.rpartition("/")[2] for each in rooms()} | {"webapp", "scripts"}
    built = [floor & there for floor in FLOORS if floor & there]
    if found != built:
        yield f"the map draws {found}, the house has {built}"


def every_threshold_and_section_of_the_lexicon_is_explained(docs: Docs) -> Iterator[str]:
    named = set(re.findall(r"^\| `(\w+)` \|", docs["docs/answering.md"], re.MULTILINE))
    yield from differences("answering", {*AnsweringPolicy.model_fields, *SHAPES}, named)


def every_term_is_in_the_glossary_with_its_label(docs: Docs) -> Iterator[str]:
    for name, kind in vars(kb.terms).items():
        if not (isinstance(kind, type) and issubclass(kind, enum.Enum) and len(kind)):
            continue
        told = " · ".join(f"`{each.value}` {each.label}" for each in kind)  # type: ignore[attr-defined]
        if f"| {name} | {told} |" not in docs["docs/glossary.md"]:
            yield f"{name} should read: {told}"


def every_link_leads_somewhere(docs: Docs) -> Iterator[str]:
    for file, text in docs.items():
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = link.partition("#")
            target = (ROOT / file).parent / path if path else ROOT / file
            if not target.exists():
                yield f"{file}: {link} leads nowhere"
            elif anchor and anchor not in anchors(docs[str(target.resolve().relative_to(ROOT))]):
                yield f"{file}: {link} names no heading"


def every_file_that_is_named_exists(docs: Docs) -> Iterator[str]:
    places = re.compile(r"`((?:kb|webapp|corpus|scripts|tests|docs)/[\w./-]+)`")
    for file, text in docs.items():
        for name in places.findall(text):
            if not ((ROOT / name).exists() or (ROOT / f"{name}.py").exists()):
                yield f"{file}: there is no {name}"


def every_document_is_found_from_the_first_page(docs: Docs) -> Iterator[str]:
    for first in ("README.md", "README.zh-CN.md"):
        for path in docs:
            if path.startswith("docs/") and f"({path})" not in docs[first]:
                yield f"{first} does not lead to {path}"


RULES: tuple[Rule, ...] = (
    every_command_and_option_is_documented,
    every_example_of_a_command_parses,
    every_setting_is_documented,
    every_route_is_documented_with_who_may_call_it,
    every_route_of_the_api_has_an_example,
    every_table_is_on_the_map,
    every_room_is_on_the_map,
    the_floors_on_the_map_are_those_of_the_house,
    every_threshold_and_section_of_the_lexicon_is_explained,
    every_term_is_in_the_glossary_with_its_label,
    every_link_leads_somewhere,
    every_file_that_is_named_exists,
    every_document_is_found_from_the_first_page,
)
# What each rule refuses: in this file, this written so.
SPOILED = (
    (every_command_and_option_is_documented, COMMANDS, "| `--as-of ISO-TIME` |", "| as-of |"),
    (every_command_and_option_is_documented, COMMANDS, "| `--explain` |", "| `--why` |"),
    (every_command_and_option_is_documented, COMMANDS, "## courtside check", "## courtside prove"),
    (every_example_of_a_command_parses, COMMANDS, "ask --json 停车", "ask --jsno 停车"),
    (every_example_of_a_command_parses, "README.md", "courtside ask 周末", "courtside aks 周末"),
    (every_setting_is_documented, "docs/settings.md", "| `COURTSIDE_PORT` |", "| PORT |"),
    (every_setting_is_documented, "docs/settings.md", "COURTSIDE_PORT", "COURTSIDE_PORTS"),
    (every_route_is_documented_with_who_may_call_it, ROUTES, "`POST /logout`", "`GET /logout`"),
    (every_route_is_documented_with_who_may_call_it, ROUTES, "| `work_tickets` |", "| anybody |"),
    (every_route_of_the_api_has_an_example, API, "8000/api/v1/ask", "8000/api/ask"),
    (every_table_is_on_the_map, MAP, "`closures`", "closures"),
    (every_room_is_on_the_map, MAP, "| `kb/tickets` |", "| tickets |"),
    (every_room_is_on_the_map, MAP, "| `webapp/desk` |", "| `webapp/bureau` |"),
    (the_floors_on_the_map_are_those_of_the_house, MAP, "| 7 | `kb/search` |", "| 7 | `kb/db` |"),
    (
        every_threshold_and_section_of_the_lexicon_is_explained,
        *("docs/answering.md", "| `answer_at` |", "| answer_at |"),
    ),
    (
        every_term_is_in_the_glossary_with_its_label,
        *("docs/glossary.md", "`clarify` 反问确认", "`clarify` 反问"),
    ),
    (every_link_leads_somewhere, "README.md", "(docs/walk.md)", "(docs/wlak.md)"),
    (every_link_leads_somewhere, COMMANDS, "(api.md#a-reply)", "(api.md#no-reply)"),
    (every_file_that_is_named_exists, "docs/walk.md", "kb/acts/ask.py", "kb/acts/aks.py"),
    (every_document_is_found_from_the_first_page, "README.md", "(docs/map.md)", "(map)"),
)


@pytest.fixture(scope="module")
def docs() -> Docs:
    found = (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in found}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples name files of the project as from its own folder."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_documents(rule: Rule, docs: Docs) -> None:
    complaints = list(rule(docs))
    assert not complaints, "\n".join(["", *complaints])


@pytest.mark.parametrize(("rule", "file", "right", "wrong"), SPOILED)
def test_each_rule_finds_what_breaks_it(
    rule: Rule, file: str, right: str, wrong: str, docs: Docs
) -> None:
    assert right in docs[file]
    assert list(rule({**docs, file: docs[file].replace(right, wrong)}))


def test_no_rule_goes_unproven() -> None:
    assert {each[0] for each in SPOILED} == set(RULES)


def differences(what: str, there: set[str], named: set[str]) -> Iterator[str]:
    yield from (f"{what}: {each} is not documented" for each in sorted(there - named))
    yield from (f"{what}: {each} does not exist" for each in sorted(named - there))


def sections_of(text: str) -> dict[str, str]:
    """By the second-level heading."""
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def blocks(docs: Docs) -> str:
    return "\n".join(
        each for text in docs.values() for each in re.findall(r"```\n(.*?)```", text, re.DOTALL)
    )


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}
