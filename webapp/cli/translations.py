"""Commands for the catalogs of the other languages."""

import click

from webapp.translating.keeping import bring_level, differences

MOST_TOLD = 40


@click.group()
def translations() -> None:
    """界面的繁体中文和英文。"""


@translations.command()
def update() -> None:
    """让译文表跟上代码和页面里的文字：新的加进来，不再用的移开。"""
    for each in bring_level():
        click.echo(
            f"{each.language}：已有 {each.there} 条，还缺 {each.missing} 条，"
            f"不再使用 {each.obsolete} 条。"
        )


@translations.command()
def check() -> int:
    """译文表是否跟得上文字；不是时退出码为 1。"""
    found = differences()
    for each in found[:MOST_TOLD]:
        click.echo(each)
    mend = f"共 {len(found)} 处，请运行 courtside translations update。"
    click.echo(mend if found else "译文表和文字一致。")
    return 1 if found else 0
