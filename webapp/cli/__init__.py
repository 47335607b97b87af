"""The command line: `courtside COMMAND`. docs/commands.md explains each command."""

import click

from kb.errors import CourtsideError
from webapp.cli.asking import ask
from webapp.cli.base import check, db, index, load
from webapp.cli.bench import bench
from webapp.cli.calibrating import calibrate
from webapp.cli.evaluating import evaluate_command
from webapp.cli.importing import export_command, import_command
from webapp.cli.knowledge import knowledge
from webapp.cli.kpi import close_month_command, kpi
from webapp.cli.kpi_simulation import kpi_simulation
from webapp.cli.mail import mail_command
from webapp.cli.notices import notices
from webapp.cli.searching import search
from webapp.cli.serving import demo, serve
from webapp.cli.simulating import demo_data
from webapp.cli.tallies import tallies
from webapp.cli.ticking import tick, worker
from webapp.cli.translations import translations
from webapp.cli.widget_demo import widget_demo


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def courtside() -> None:
    """场边：会员的问题，要么得到审核过的答案，要么转给人。"""


for command in (
    ask,
    bench,
    calibrate,
    check,
    close_month_command,
    db,
    demo,
    demo_data,
    evaluate_command,
    export_command,
    import_command,
    index,
    knowledge,
    kpi,
    kpi_simulation,
    load,
    mail_command,
    notices,
    search,
    serve,
    tallies,
    tick,
    translations,
    widget_demo,
    worker,
):
    courtside.add_command(command)


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
    return result if isinstance(result, int) else 0
