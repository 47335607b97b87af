"""What there is, as the code has it: commands, routes, tables, rooms."""

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

import click
from werkzeug.routing import Rule

from house import ROOT
from webapp import create_app
from webapp.config import Config
from webapp.services import Services

WHO = {"public": "anybody", "conversation_key": "the token", "signed_in": "signed in"}


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def parameters(command: click.Command) -> set[str]:
    return {
        each.opts[-1] if isinstance(each, click.Option) else each.human_readable_name
        for each in command.params
    }


@cache
def routes() -> frozenset[tuple[str, str]]:
    """("GET /desk", "`work_tickets`"): what a view needs to be called is not needed here."""
    config = Config(demo=True)
    app = create_app(config, Services(config, *(None,) * (len(fields(Services)) - 1)))  # type: ignore[arg-type]
    found = set()
    for route in app.url_map.iter_rules():
        policy = app.view_functions[route.endpoint].policy
        who = WHO.get(policy, f"`{policy}`")
        found |= {(f"{method} {address(route)}", who) for method in methods(route)}
    return frozenset(found)


def promised_routes() -> dict[tuple[str, str], str]:
    """(method, path) → who may call it, as docs/routes.md tells."""
    told = (ROOT / "docs/routes.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\S+) (\S+)` \| (.+?) \|", told, re.MULTILINE)
    return {(method, path): who for method, path, who in rows}


def methods(route: Rule) -> set[str]:
    return (route.methods or set()) - {"HEAD", "OPTIONS"}


def address(route: Rule) -> str:
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", route.rule)


def tables() -> set[str]:
    """As the migrations make them."""
    made = [path.read_text("utf-8") for path in (ROOT / "kb/migrations/versions").glob("*.py")]
    return {name for text in made for name in re.findall(r'create_table\(\s*"(\w+)"', text)}


def rooms() -> set[str]:
    folders = {
        f"{top}/{path.name}"
        for top in ("kb", "webapp")
        for path in (ROOT / top).iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    files = {f"kb/{path.stem}" for path in (ROOT / "kb").glob("*.py")} - {"kb/__init__"}
    return folders | files
