"""The command line: `courtside COMMAND`. docs/commands.md explains each command."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import cast

import click
from sqlalchemy.exc import DBAPIError

from kb.db.trouble import trouble_of
from kb.errors import CourtsideError

PLACES = {
    "ask": "asking.ask",
    "bench": "bench.bench",
    "calibrate": "calibrating.calibrate",
    "check": "base.check",
    "close-month": "kpi.close_month_command",
    "db": "base.db",
    "demo": "serving.demo",
    "demo-data": "simulating.demo_data",
    "evaluate": "evaluating.evaluate_command",
    "export": "importing.export_command",
    "import": "importing.import_command",
    "index": "base.index",
    "knowledge": "knowledge.knowledge",
    "kpi": "kpi.kpi",
    "kpi-simulation": "kpi_simulation.kpi_simulation",
    "load": "base.load",
    "mail": "mail.mail_command",
    "notices": "notices.notices",
    "search": "searching.search",
    "serve": "serving.serve",
    "tallies": "tallies.tallies",
    "tick": "ticking.tick",
    "translations": "translations.translations",
    "widget-demo": "widget_demo.widget_demo",
    "worker": "ticking.worker",
}
"""command → where it is written: nearly each needs much that the others can do without"""


class _Commands(Mapping[str, click.Command]):
    """Read in when they are asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module, command = PLACES[name].split(".")
        return cast("click.Command", getattr(import_module(f"webapp.cli.{module}"), command))

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


@click.group(
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
def courtside() -> None:
    """场边：会员的问题，要么得到审核过的答案，要么转给人。"""


def main() -> int:
    """The exit code: 0 when it was done, 2 when what was given cannot be used."""
    try:
        result = courtside.main(standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except CourtsideError as error:
        click.echo(str(error), err=True)
        return 2
    except (DBAPIError, OSError) as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        click.echo(str(trouble), err=True)
        return 2
    return result if isinstance(result, int) else 0
