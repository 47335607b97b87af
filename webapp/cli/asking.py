import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from kb import clock
from kb.acts.ask import ask as ask_and_record
from kb.acts.open_assistant import open_foreign_assistant, open_past_assistant
from kb.acts.think_ahead import think_ahead
from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.answering.telling import tell_options
from kb.conversations import open_conversation
from kb.errors import BadInput
from kb.terms import Channel, DecisionKind
from kb.text import clean
from webapp.api.contract import ReplyBody
from webapp.cli.installed import Installed, open_database, open_installed, read_config


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON 对象。")
@click.option("--batch", metavar="FILE", help="每行一个问题；- 表示标准输入。")
@click.option("--record", is_flag=True, help="批量提问也记入对话并开工单。")
@click.option("--as-of", "as_of", metavar="ISO-TIME", help="按那一时刻的知识回答，不记录。")
@click.option(
    "--corpus",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="在另一份语料上回答，不碰已安装的数据。",
)
@click.option("--explain", is_flag=True, help="说明为什么这样判断。")
def ask(  # noqa: PLR0917  # click passes its options by name
    question: str | None,
    as_json: bool,
    batch: str | None,
    record: bool,
    as_of: str | None,
    corpus: Path | None,
    explain: bool,
) -> None:
    """问一个问题：得到审核过的答案，或一个工单编号。"""
    if (question is None) == (batch is None):
        raise BadInput("请给出一个问题，或用 --batch 指定文件。", code="no_question")
    if record and (as_of or corpus):
        raise BadInput("--record 不能与 --as-of、--corpus 同用。", code="cannot_record")
    questions = [question] if question is not None else _lines(str(batch))
    recorded = not (as_of or corpus) and (record or batch is None)
    show = _print_json if as_json else _Printer(explain)
    for reply in _replies(questions, corpus, as_of, recorded):
        show(reply)


def _replies(
    questions: Sequence[str], corpus: Path | None, as_of: str | None, recorded: bool
) -> Iterator[ReplyBody]:
    config = read_config()
    now = clock.parse_moment(as_of) if as_of else None
    if corpus is not None:
        assistant = open_foreign_assistant(corpus, config.corpus_dir, config.data_dir)
    elif now is not None:
        past = open_database(config)
        assistant = open_past_assistant(past, config.corpus_dir, config.data_dir, now)
    else:
        installed = open_installed(config)
        assistant = installed.assistant
        if recorded:
            yield from (_recorded(installed, each) for each in questions)
            return
    for each in questions:
        yield _considered(assistant, each, now or clock.now())


def _considered(assistant: Assistant, question: str, now: datetime) -> ReplyBody:
    decision = assistant.consider(question, now=now)
    return ReplyBody.of(clean(question), decision, text=_unrecorded_text(decision))


def _unrecorded_text(decision: Decision) -> str:
    if decision.kind is DecisionKind.HANDOFF:
        return "这个问题需要同事来回答。"
    if decision.kind is DecisionKind.CLARIFY:
        return tell_options(decision.entries)
    return decision.text


def _recorded(installed: Installed, question: str) -> ReplyBody:
    text, now = clean(question), clock.now()
    if not text:
        return _considered(installed.assistant, question, now)
    with installed.database.reading() as session:
        assistant = think_ahead(session, installed.assistant, None, text, now=now)
    with installed.database.writing() as session:
        conversation, _ = open_conversation(session, Channel.ONLINE, now=now)
        asked = ask_and_record(session, assistant, conversation, text, now=now)
        if asked.decision is None:
            raise ValueError("a new conversation has no earlier message")
        number = asked.ticket.number if asked.ticket else None
        return ReplyBody.of(text, asked.decision, text=asked.text, ticket=number)


def _lines(source: str) -> list[str]:
    """One question a line, empty lines too: as many replies come out as lines went in."""
    if source == "-":
        return _decoded(sys.stdin.buffer.read())
    try:
        raw = Path(source).read_bytes()
    except OSError as error:
        raise BadInput(f"读不到文件 {source}：{error.strerror}。", code="no_file") from error
    return _decoded(raw)


def _decoded(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            line = raw[: error.start].count(b"\n") + 1
            raise BadInput(
                f"第 {line} 行不是 UTF-8 文字。", code="not_utf8", mend="请把文件另存为 UTF-8。"
            ) from error
        click.echo("文件不是 UTF-8，已按 GB18030 读取。", err=True)
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def _print_json(reply: ReplyBody) -> None:
    body = reply.model_dump(mode="json", exclude={"conversation"})
    click.echo(json.dumps(body, ensure_ascii=False))


class _Printer:
    def __init__(self, explain: bool) -> None:
        self._explain = explain

    def __call__(self, reply: ReplyBody) -> None:
        click.echo(reply.text)
        if self._explain:
            self._tell_why(reply)

    def _tell_why(self, reply: ReplyBody) -> None:
        kind = DecisionKind(reply.decision)
        click.echo(f"\n判断：{kind.label}。{reply.explanation}")
        for candidate in reply.candidates:
            click.echo(f"  {candidate.confidence:.2f}  {candidate.id}  {candidate.question}")
