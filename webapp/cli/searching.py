import json
import re
from dataclasses import asdict

import click

from kb import clock
from kb.acts.open_assistant import open_follower
from kb.errors import BadInput
from kb.search import Found, look_up
from kb.terms import Audience, Category
from kb.text import clean
from webapp.cli.installed import open_database, read_config

CATEGORIES = click.Choice([each.value for each in Category])
AUDIENCES = click.Choice([each.value for each in Audience])


@click.command()
@click.argument("text")
@click.option("--category", type=CATEGORIES, help="只看这一类。")
@click.option("--audience", type=AUDIENCES, help="只看给会员的，或只看内部的；默认都看。")
@click.option("--limit", type=click.IntRange(1, 100), default=10, help="最多几条，默认 10。")
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON 对象。")
def search(
    text: str, category: str | None, audience: str | None, limit: int, as_json: bool
) -> None:
    """按字词查找现行条目，给同事用：只查不判断，不记录。"""
    if not clean(text):
        raise BadInput("请给出要查的字词。", code="no_text")
    config = read_config()
    follower = open_follower(open_database(config), config.corpus_dir, config.data_dir)
    found = look_up(
        follower,
        text,
        audience=Audience(audience) if audience else None,
        category=Category(category) if category else None,
        limit=limit,
        now=clock.now(),
    )
    for each in found:
        click.echo(json.dumps(asdict(each), ensure_ascii=False) if as_json else _tell(each))
    if not found and not as_json:
        click.echo("没有找到。")


def _tell(found: Found) -> str:
    """Marks are seen on a terminal only: elsewhere click leaves the colours out."""
    text = f"{found.question}  {found.id}\n{found.answer}\n"
    words = sorted(found.marked, key=len, reverse=True)
    if not words:
        return text
    pattern = "|".join(map(re.escape, words))
    return re.sub(pattern, lambda word: click.style(word[0], bold=True), text)
