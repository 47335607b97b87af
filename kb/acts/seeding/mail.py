"""Letters of the demo club that nobody has to answer, as every mailbox has them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.mailbox.keeping import keep_mail
from kb.mailbox.mail import Mail, MailFate
from kb.mailbox.reading import Parsed

LETTERS = (
    (
        timedelta(hours=26), MailFate.REFUSED, "群发邮件",
        Parsed(
            "<spring@fair.example>", "news@fair.example", "体育用品展",
            "春季体育用品展邀请函", "诚邀贵单位参观第三十届体育用品展。", "诚邀参观。",
        ),
    ),
    (
        timedelta(hours=5), MailFate.REFUSED, "主题是自动回复或退信",
        Parsed(
            "<away@mail.example>", "gao@mail.example", "高先生",
            "自动回复：关于您的羽毛球年卡", *("我本周出差，急事请打电话。",) * 2,
        ),
    ),
    (
        timedelta(hours=2), MailFate.UNREADABLE, "正文里没有自己写的话",
        Parsed(
            "<picture@mail.example>", "he@mail.example", "何女士", "场地问题", "", "", ["漏水.jpg"]
        ),
    ),
)  # fmt: skip


def seed_mail(session: Session, now: datetime) -> None:
    if session.scalar(select(Mail.id).limit(1)):
        return
    for ago, fate, why, parsed in LETTERS:
        place = f"demo {parsed.message_id}"
        keep_mail(session, parsed, place, fate, why=why, now=now - ago)
