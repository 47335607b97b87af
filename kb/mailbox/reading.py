"""From the bytes of a mail to its words. Believes no charset, no structure and no name."""

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from kb.mailbox.plain import words_of_html
from kb.mailbox.quoting import own_words
from kb.text import clean

LONGEST_TEXT = 50_000
LONGEST_LINE = 200
MOST_NAMES = 20
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}")
_IDS = re.compile(r"<[!-;=?-~]{1,250}>")
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})
"""codecs of Python that no mail program means; some take minutes for a long text"""
_WRONGLY_NAMED = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030"}


class Unreadable(Exception):
    """`why` is for colleagues."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Parsed:
    """`answers_to`: the Message-IDs that In-Reply-To and References name, the nearest first;
    `text`: all that is written, `said`: what they wrote themselves; `attachments`: names only."""

    message_id: str
    from_email: str
    from_name: str
    subject: str
    text: str
    said: str
    attachments: list[str] = field(default_factory=list)
    answers_to: list[str] = field(default_factory=list)


def message_of(raw: bytes) -> Message:
    """Raises Unreadable."""
    try:
        return message_from_bytes(raw, policy=policy.compat32)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("邮件的格式损坏") from error


def read_head(raw: bytes, message: Message) -> Parsed:
    """Who and about what; without a word of the text."""
    name, address = parseaddr(header(message, "From"))
    known = clean(address).lower()
    found = _IDS.search(header(message, "Message-ID"))
    digest = hashlib.sha256(raw).hexdigest()
    near = _IDS.findall(header(message, "In-Reply-To"))
    far = reversed(_IDS.findall(header(message, "References")))
    return Parsed(
        message_id=found[0] if found else f"<{digest}@no-id>",
        from_email=known if ADDRESS.fullmatch(known) else "",
        from_name=one_line(name),
        subject=one_line(header(message, "Subject")),
        text="",
        said="",
        answers_to=list(dict.fromkeys([*near, *far]))[:MOST_NAMES],
    )


def read_whole(raw: bytes, message: Message) -> Parsed:
    """Raises Unreadable."""
    head = read_head(raw, message)
    if not head.from_email:
        raise Unreadable("没有写明寄件人")
    try:
        text, attachments = _content(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("邮件的格式损坏") from error
    said = own_words(text[:LONGEST_TEXT])
    return Parsed(
        head.message_id, head.from_email, head.from_name, head.subject,
        clean(text)[:LONGEST_TEXT], clean(said)[:LONGEST_TEXT], attachments, head.answers_to,
    )  # fmt: skip


def header(message: Message, name: str) -> str:
    """Of several the first, encoded words decoded; empty where there is none."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        parts = decode_header(str(value) if isinstance(value, str) else value)
    except (HeaderParseError, ValueError, LookupError, AttributeError):
        return str(value)
    said = [_decoded(each, charset) if isinstance(each, bytes) else each for each, charset in parts]
    # Raw bytes above 127 come as lone surrogates.
    whole = "".join(said)
    if whole.isprintable():
        return whole
    try:
        return _decoded(whole.encode("utf-8", "surrogateescape"), None)
    except UnicodeEncodeError:
        return clean(whole)


def one_line(text: str) -> str:
    """Fit for a header and a heading: whoever hides a line break in it gains none."""
    return " ".join(clean(text).split())[:LONGEST_LINE]


def _content(message: Message) -> tuple[str, list[str]]:
    plain: list[str] = []
    rich: list[str] = []
    names: list[str] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename()
        if name is not None or part.get_content_disposition() == "attachment":
            names.append(one_line(_named(name)) or "没有名字的附件")
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            rich.append(_text(part))
    text = "\n".join(plain).strip() or words_of_html("\n".join(rich))
    return text, names[:MOST_NAMES]


def _named(name: str | None) -> str:
    if not name:
        return ""
    holder = Message()
    holder["Subject"] = name.replace("\r", " ").replace("\n", " ")
    return header(holder, "Subject")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _decoded(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _decoded(raw: bytes, charset: str | None) -> str:
    """As it says, where that works; else as UTF-8, as GB18030, or as far as it can be read."""
    said = (charset or "").lower()
    for each in (_WRONGLY_NAMED.get(said, said), "utf-8", "gb18030"):
        try:
            if each and codecs.lookup(each).name not in _NO_CHARSETS:
                return raw.decode(each)
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace")
