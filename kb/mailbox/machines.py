"""Which mails machines sent. Whoever answers one of those may be answered by it, for ever."""

import re
from collections.abc import Collection
from email.message import Message
from email.utils import parseaddr

from kb.mailbox.reading import header

LOOP = "X-Courtside-Loop"
"""stands in every mail of ours"""
_MACHINES = re.compile(
    r"(?:mailer-?daemon|postmaster|no-?_?reply|do-?_?not-?_?reply|bounces?|listserv|majordomo"
    r"|notifications?|newsletter|auto-?reply|noreply-.*|.*[-_.]bounces?(?:[+-].*)?|owner-.*"
    r"|.*-request)",
    re.IGNORECASE,
)
_PRESENT = {
    "List-Id": "邮件列表",
    "List-Unsubscribe": "群发邮件",
    "X-Autoreply": "自动回复",
    "X-Autorespond": "自动回复",
    "X-AutoReply-From": "自动回复",
    "X-Mail-Autoreply": "自动回复",
    "X-Failed-Recipients": "退信",
    "Feedback-ID": "群发邮件",
}
_SUBJECT = re.compile(
    r"\s*(?:\[?(?:自动(?:回复|答复|应答)|自動回覆|自动回信|假期自动回复|外出自动回复|休假自动回复)\]?"
    r"|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|autoreply"
    r"|(?:退信|系统退信)|(?:undeliverable|undelivered mail|delivery status notification)"
    r"|(?:已读|read)\s*[:：])",
    re.IGNORECASE,
)


def why_not_answered(message: Message, from_email: str, own: Collection[str]) -> str | None:
    """What tells that a machine sent it, or that it is our own; None for a person's mail."""
    if from_email in own:
        return "从本邮箱自己发出"
    if message.get(LOOP) is not None:
        return "本系统发出的邮件又回来了"
    return (
        _declared(message)
        or next((why for name, why in _PRESENT.items() if message.get(name) is not None), None)
        or ("寄件人是机器" if _MACHINES.fullmatch(from_email.partition("@")[0]) else None)
        or ("主题是自动回复或退信" if _SUBJECT.match(header(message, "Subject")) else None)
    )


def is_bounce(message: Message, from_email: str) -> bool:
    """Tells that something sent did not arrive."""
    report = message.get_content_type() == "multipart/report"
    kind = str(message.get_param("report-type", "")).lower()
    sender = re.fullmatch(r"(?:mailer-?daemon|postmaster)@.*", from_email, re.IGNORECASE)
    return (report and kind == "delivery-status") or bool(sender) or _has_no_sender(message)


def _declared(message: Message) -> str | None:
    if header(message, "Auto-Submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        return "自动发出（Auto-Submitted）"
    if header(message, "Precedence").strip().lower() in {"bulk", "list", "junk", "auto_reply"}:
        return "群发邮件（Precedence）"
    if header(message, "X-Auto-Response-Suppress").strip().lower() == "all":
        return "自动发出（X-Auto-Response-Suppress）"
    if message.get_content_type() == "multipart/report":
        return "退信或回执"
    if _has_no_sender(message):
        return "没有退信地址（Return-Path）"
    return None


def _has_no_sender(message: Message) -> bool:
    path = message.get("Return-Path")
    return path is not None and not parseaddr(str(path))[1]
