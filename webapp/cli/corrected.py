from pathlib import Path

import click

from kb.tickets.correction import corrections
from webapp.cli.installed import open_database, read_config
from webapp.logging import mask

COLUMNS = ("text", "level", "category", "kind")
KIND = "corrected"


@click.command("corrections")
@click.option(
    "--write", "target", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件。"
)
def corrected(target: Path | None) -> None:
    """列出同事更正过的分级分类，格式同 corpus/triage/examples.tsv，电话等已遮盖。"""
    database = open_database(read_config())
    with database.reading() as session:
        found = corrections(session)
    rows = [(_in_one_line(each.text), str(int(each.level)), each.category, KIND) for each in found]
    table = "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows))
    if target is None:
        click.echo(table, nl=False)
    else:
        target.write_text(table, "utf-8")
        click.echo(f"已写入 {target}，共 {len(rows)} 条。")


def _in_one_line(text: str) -> str:
    return mask(" ".join(text.split()))
