"""A suggestion comes in by the member's own page, and goes back there as thanks."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.mail_word import mail_word
from kb.acts.note_phrases import note_phrases
from kb.conversations import Author, Conversation, find_conversation, open_conversation, say
from kb.members.finding import by_phone
from kb.suggestions import Suggestion, receive, thank
from kb.suggestions.steps import Thanks
from kb.terms import Category, Channel


def suggest(
    session: Session,
    text: str,
    *,
    category: Category,
    giver: str = "",
    contact: str = "",
    conversation: Conversation | None = None,
    now: datetime,
) -> tuple[Suggestion, str | None]:
    """The suggestion, and the token of the conversation that was opened for it, where there was
    none. In it the member reads our thanks."""
    token = None
    if conversation is None:
        conversation, token = open_conversation(session, now=now)
    suggestion = receive(
        session, text, channel=Channel.ONLINE, category=category, giver=giver, contact=contact,
        conversation_id=conversation.id, member_id=conversation.member_id, now=now,
    )  # fmt: skip
    say(session, conversation, Author.MEMBER, f"提建议：{suggestion.text}", now=now)
    say(session, conversation, Author.ASSISTANT, _received(suggestion), now=now)
    return suggestion, token


def note_suggestion(
    session: Session,
    text: str,
    *,
    channel: Channel,
    category: Category,
    giver: str,
    contact: str,
    by: int,
    now: datetime,
) -> Suggestion:
    """As a colleague heard it; a telephone number that is known names the member."""
    member = by_phone(session, contact) if contact else None
    return receive(
        session, text, channel=channel, category=category, giver=giver, contact=contact,
        member_id=member.id if member else None, by=by, now=now,
    )  # fmt: skip


def thank_giver(
    session: Session,
    suggestion: Suggestion,
    text: str,
    channel: Channel,
    *,
    reached: bool = True,
    by: int,
    now: datetime,
) -> Thanks:
    """Through the conversation where there is one, whatever else was done; else recorded only."""
    if suggestion.conversation_id is None:
        thanks = thank(session, suggestion, text, channel, reached=reached, by=by, now=now)
    else:
        thanks = thank(session, suggestion, text, Channel.ONLINE, by=by, now=now)
        conversation = find_conversation(session, suggestion.conversation_id)
        said = say(session, conversation, Author.STAFF, thanks.text, by=by, now=now)
        mail_word(session, said, now=now)
    if thanks.reached:
        about = ("suggestion", suggestion.number)
        note_phrases(session, thanks.text, about=about, by=by, now=now)
    return thanks


def _received(suggestion: Suggestion) -> str:
    return (
        f"谢谢您的建议，编号 {suggestion.number}。我们会请责任部门看，"
        "采纳与否、为什么，都会在这个页面告诉您。"
    )
