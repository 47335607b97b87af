"""A mailbox of the club between a real IMAP server and a real SMTP server."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select

from imap import Folder
from kb.acts.receive_mail import receive_mail
from kb.acts.reply import reply_to_ticket
from kb.acts.send_answers import send_answers
from kb.mailbox.account import read_account
from kb.notices.channels.mail import MailChannel, MailServer
from receivers import Mailbox
from reception import Reception
from world import AFTERNOON

OWN = frozenset({"club@club.example"})
SITE = "https://club.example"
MINUTE = timedelta(minutes=1)
TENNIS = "网球场怎么收费，可以自带发球机吗？"


def letter(text: str, *, subject: str = "咨询网球", number: int = 1, **heads: str) -> bytes:
    made = EmailMessage()
    made["From"] = heads.pop("sender", "林小雨 <lin@mail.example>")
    made["To"], made["Subject"] = "club@club.example", subject
    made["Message-ID"] = f"<{number}.{'x' * 90}@mail.example>"
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@dataclass
class Post:
    club: Reception
    folder: Folder
    letters: Mailbox

    def receive(self, now: datetime = AFTERNOON) -> dict[str, int]:
        account = read_account(self.folder.url)
        done = receive_mail(
            self.club.database, account, lambda: self.club.assistant, own=OWN, now=now
        )
        return {each.value: count for each, count in done.items()}

    def send(self, now: datetime = AFTERNOON, port: int = 0) -> tuple[int, int]:
        channel = MailChannel(
            MailServer("127.0.0.1", port or self.letters.port, "no"), "club@club.example"
        )
        done = send_answers(self.club.database, channel, now, site=SITE)
        return done.sent, done.failed

    def reply(self, number: int, text: str, now: datetime = AFTERNOON) -> None:
        wang = self.club.staff["wang"]
        with self.club.database.writing() as session:
            reply_to_ticket(session, number, text, propose=False, by=wang, now=now)

    def all(self, kind: type[Any]) -> list[Any]:
        with self.club.database.reading() as session:
            return list(session.scalars(select(kind)))
