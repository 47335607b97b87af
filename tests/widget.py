"""The window for questions on a page of another site, as the browser tests use it."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.publish import publish
from kb.conversations import Author, Message
from kb.db import Database
from kb.knowledge import propose, submit
from kb.people.person import Person
from kb.tickets import KnowledgeUse
from kb.tickets.rating import Rating
from world import text


@dataclass(frozen=True)
class Embedding:
    """The club's address, that of a page which is not its own, and the club's database."""

    club: str
    host: str
    database: str

    def times_kept(self, text: str) -> int:
        """How many messages of members read so."""
        with closing(Database(self.database)) as database, database.reading() as session:
            wanted = (Message.author == Author.MEMBER, Message.text == text)
            return session.scalar(select(func.count()).select_from(Message).where(*wanted)) or 0

    def words_on(self, ticket: int) -> str | None:
        """What the member said beside their rating."""
        with closing(Database(self.database)) as database, database.reading() as session:
            return session.get_one(Rating, ticket).words

    def close_ticket(self, number: int) -> None:
        with closing(Database(self.database)) as database, database.writing() as session:
            by = _by_login(session, "agent")
            needless = Knowledge(KnowledgeUse.NONE, reason="只问过一次")
            close_ticket(session, number, "已经答复", needless, by=by, now=clock.now())

    def publish(self, entry_id: str, question: str, *variants: str) -> None:
        content = text(question, f"{question}请看前台公告。", *variants)
        with closing(Database(self.database)) as database, database.writing() as session:
            writer, checker = (_by_login(session, each) for each in ("maintainer", "maintainer2"))
            now = clock.now()
            entry = propose(session, content, by=writer, now=now, entry_id=entry_id)
            submit(session, entry, by=writer, now=now)
            publish(session, entry_id, seen=1, by=checker, now=now)


def _by_login(session: Session, login: str) -> int:
    return session.scalars(select(Person.id).where(Person.login == login)).one()


@dataclass
class Guest:
    """Somebody on the other site, with what the console said and what was asked of the club."""

    page: Page
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("courtside-widget button.launcher")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def box(self) -> Locator:
        return self.panel.locator("textarea[part=input]")

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    @property
    def token(self) -> str:
        """The key to the conversation, as the window keeps it."""
        kept = self.look_into("Object.values(localStorage)")
        return next(str(held["token"]) for held in map(json.loads, kept) if "token" in held)

    def press(self, name: str) -> None:
        self.panel.get_by_role("button", name=name, exact=True).last.click()

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def open(self) -> "Guest":
        self.launcher.click()
        expect(self.panel.get_by_text("大家常问")).to_be_visible()
        return self

    def look_into(self, expression: str) -> Any:
        """By DevTools: the page's own policy lets no string be evaluated."""
        devtools = self.page.context.new_cdp_session(self.page)
        wanted = {"expression": f"JSON.stringify({expression})", "awaitPromise": True}
        said = devtools.send("Runtime.evaluate", wanted)["result"].get("value")
        devtools.detach()
        return json.loads(said) if said else None


@contextmanager
def guest_context(chromium: Browser, **more: Any) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **more)
    try:
        yield context
    finally:
        context.unroute_all(behavior="ignoreErrors")
        context.close()


def visit(context: BrowserContext, embedding: Embedding, query: str = "") -> Guest:
    guest = Guest(context.new_page())
    guest.page.on("console", lambda each: guest.told.append(f"{each.type}: {each.text}"))
    guest.page.on("pageerror", lambda each: guest.told.append(f"error: {each}"))
    guest.page.on("request", lambda each: guest.asked.append(each.url))
    guest.page.goto(f"{embedding.host}/{query}")
    return guest
