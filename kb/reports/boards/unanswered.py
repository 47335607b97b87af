"""What was asked these days and the base could not answer."""

from datetime import timedelta

from sqlalchemy import func, select

from kb.conversations import Message, Outcome
from kb.reports.boards.exhibit import Chart, Column, Exhibit, Row, share
from kb.reports.boards.view import View
from kb.reports.unmet import UNANSWERED
from kb.terms import Level

WITHIN = timedelta(days=7)
MOST = 10
LONGEST = 60


def unanswered(view: View) -> Exhibit:
    """Read from the questions themselves: their words are not in the tallies."""
    count = func.count()
    found = (
        select(Message.text, count)
        .join(Outcome, Outcome.message_id == Message.id)
        .where(Outcome.at > view.now - WITHIN, Outcome.at <= view.now)
        .where(Outcome.level == Level.ONE, Outcome.reason.in_(UNANSWERED))
        .group_by(Message.text)
        .order_by(count.desc(), Message.text)
    )
    if view.scope.category is not None:
        found = found.where(Outcome.category == view.scope.category)
    asked = [(text, number) for text, number in view.session.execute(found)]
    total = sum(number for _, number in asked)
    told = tuple(
        Row((_shortened(text), number, share(number, total)), "/library/gaps")
        for text, number in asked[:MOST]
    )
    finding = f"最近 7 天有 {total} 个提问没答上" if total else "最近 7 天没有答不上的提问"
    columns = (Column("提问"), Column("次数", "次"), Column("占", "%"))
    return Exhibit(
        "unanswered", "没答上的提问", finding, columns, told, Chart("bar", (1,)),
        note="不随时段变；意思相近的归类和补写，在知识库的“知识缺口”。", measure="unanswered",
    )  # fmt: skip


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
