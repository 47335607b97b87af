"""Tickets on the desk, and the way of an answer from there to everybody."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from hostile import TEXTS
from kb import clock
from kb.mailbox.keeping import keep_mail
from kb.mailbox.mail import MailFate
from kb.mailbox.reading import Parsed
from kb.text import clean
from visitor import Visitor, ask
from webapp.services import Services

UNKNOWN = "你们有没有跳水培训班，八岁能报名吗"
KEPT_BY_MAINTAINERS = (
    *("/library/gaps", "/library/questions", "/library/hot", "/library/reviews"),
    *(f"/library/try?{urlencode({'q': TEXTS[5]})}", f"/library?{urlencode({'q': TEXTS[5]})}"),
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def dangers(page: str) -> list[str]:
    reader = Tags()
    reader.feed(page)
    found = [f"{name}=" for _, held in reader.seen for name in held if name.startswith("on")]
    for tag, held in reader.seen:
        if tag == "script" and not (held.get("src") or "").startswith("/static/"):
            found.append("script")
        if tag in ("svg", "iframe", "object", "base"):
            found.append(tag)
        if (held.get("href") or held.get("src") or "/").startswith(("//", "javascript:", "data:")):
            found.append("link")
    return found


def hand_over(visitor: Visitor, question: str = UNKNOWN) -> tuple[str, str]:
    """The private path and the number."""
    talk = visitor.ask(question, person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    return talk, found[1]


def test_hostile_words_stay_words_wherever_they_are_shown(
    visit: Callable[[], Visitor], services: Services
) -> None:
    visitor, agent = visit(), visit().log_in("agent")
    pages: dict[str, TestResponse] = {}
    for texts in batched(TEXTS, 9):
        said = "\n".join(texts)
        talk, number = hand_over(visitor, said)
        agent.get("/desk")
        reply = {"text": said, "propose": "yes"}
        replied = agent.submit(f"/desk/tickets/{number}/replies", **reply)
        entry = re.search(r"新知识 (k-\d+)", replied.text)
        drafts = f"/library/{entry[1] if entry else newest_draft(agent)}"
        pages |= read(agent, (f"/desk/tickets/{number}", drafts))
        pages |= read(visitor, (talk, f"{talk}/messages?after=0"))
        pages |= {"kept": agent.post(f"/desk/tickets/{number}/closure", why="\0" + said)}
        assert clean(said) in unescape(pages[f"/desk/tickets/{number}"].text)
    ask(agent.client, TEXTS[0])
    keep_letter(services, TEXTS[3])
    pages |= read(agent, ("/desk", *(f"/desk/lookup?{urlencode({'q': each})}" for each in TEXTS)))
    pages |= read(visit().log_in("maintainer"), KEPT_BY_MAINTAINERS)
    pages |= read(visit().log_in("supervisor"), ("/supervise", "/desk/mail", "/desk?who=all"))
    pages |= read(visit().log_in("manager"), ("/manage/overview", "/manage/knowledge"))
    found = {name: dangers(page.text) for name, page in pages.items()}
    assert {name: each for name, each in found.items() if each} == {}


def read(who: Visitor, paths: Iterable[str]) -> dict[str, TestResponse]:
    pages = {path: who.get(path) for path in paths}
    assert {path: page.status for path, page in pages.items() if page.status_code != 200} == {}
    return pages


def batched(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))


def keep_letter(services: Services, said: str) -> None:
    letter = Parsed(f"<{said}@m>", "he@mail.example", said, said, said, said)
    with services.database.writing() as session:
        keep_mail(session, letter, "INBOX 7:9", MailFate.REFUSED, why="自动回复", now=clock.now())


def newest_draft(agent: Visitor) -> str:
    return max(re.findall(r"/library/(k-\d+)", agent.get("/library?state=in_review").text))


def test_the_desk_tells_what_waits_in_words_and_shapes(visitor: Visitor, agent: Visitor) -> None:
    _, number = hand_over(visitor)
    page = agent.get("/desk").text
    assert f"/desk/tickets/{number}" in page
    assert "○</span> 一级" in page
    assert "还剩" in page


def test_a_ticket_shows_the_talk_the_reason_and_the_near_entries(
    visitor: Visitor, agent: Visitor
) -> None:
    _, number = hand_over(visitor)
    page = agent.get(f"/desk/tickets/{number}").text
    assert UNKNOWN in page
    assert "为什么转人工" in page
    assert "▱" in page or "没有相近的条目" in page
    assert "无人负责" in page


def test_a_reply_reaches_the_member_and_can_become_knowledge(
    visit: Callable[[], Visitor], visitor: Visitor, agent: Visitor
) -> None:
    question = "冰壶馆什么时候开放预约"
    talk, number = hand_over(visitor, question)
    page = agent.submit(f"/desk/tickets/{number}/replies", text="冰壶馆还没有开放。", propose="yes")
    assert "已提交" in page.text or "提交为新知识" in page.text
    assert "冰壶馆还没有开放。" in visitor.client.get(f"{talk}/messages?after=2").text
    assert "已回复" in visitor.get(talk).text
    entry_id = newest_draft(agent)
    assert "由知识库管理员审核" in agent.get(f"/library/{entry_id}").text
    assert agent.post(f"/library/{entry_id}/approval", seen="1").status_code == 403
    maintainer = visit().log_in("maintainer")
    assert "通过并发布" in maintainer.get(f"/library/{entry_id}").text
    done = maintainer.submit(f"/library/{entry_id}/approval", seen="1")
    assert "已发布" in done.text
    said = visitor.client.post("/api/v1/ask", json={"question": f"转人工：{question}"}).json
    assert entry_id in [each["id"] for each in said["candidates"]]


def test_an_empty_reply_is_told_so_at_its_box(visitor: Visitor, agent: Visitor) -> None:
    _, number = hand_over(visitor)
    page = agent.post(f"/desk/tickets/{number}/replies", text=" ", propose="yes")
    assert page.status_code == 400
    assert "还没有写答复" in page.text
    assert 'value="yes" checked' in page.text


def test_who_is_slower_is_told_who_was_faster_and_keeps_the_text(
    visit: Callable[[], Visitor], visitor: Visitor, agent: Visitor
) -> None:
    _, number = hand_over(visitor)
    agent.submit(f"/desk/tickets/{number}/owner")
    slower = visit().log_in("supervisor")
    page = slower.post(f"/desk/tickets/{number}/replies", text="写了很久的答复")
    assert page.status_code == 409
    assert "已由小王接手" in page.text
    assert "写了很久的答复" in page.text
    assert slower.post(f"/desk/tickets/{number}/owner").status_code == 409


def test_a_ticket_is_closed_with_a_reason_only(visitor: Visitor, agent: Visitor) -> None:
    _, number = hand_over(visitor)
    refused = agent.post(
        f"/desk/tickets/{number}/closure", why="", use="none", none_reason="电话里说清了"
    )
    assert refused.status_code == 400
    assert "请写上" in refused.text
    agent.submit(
        f"/desk/tickets/{number}/closure",
        why="会员已电话解决",
        use="none",
        none_reason="电话里说清了",
    )
    page = agent.get(f"/desk/tickets/{number}").text
    assert "小王</span> <strong>关闭</strong>" in page
    assert "会员已电话解决" in page
    assert "发送回复" not in page
    assert agent.post(f"/desk/tickets/{number}/replies", text="晚了").status_code == 409


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "x", "-1"])
def test_a_ticket_that_is_not_there_is_not_found(agent: Visitor, number: str) -> None:
    assert agent.get(f"/desk/tickets/{number}").status_code == 404
    assert agent.post(f"/desk/tickets/{number}/replies", text="好").status_code == 404
