"""What is counted, and by what it can be told apart."""

from collections import Counter
from datetime import date
from typing import NamedTuple, TypeAlias

from kb.terms import LabelledEnum


class Measured(LabelledEnum):
    """Beside each the keys it is counted by."""

    CONVERSATIONS = "conversations", "对话"
    """no key, category or level: there is none yet when a conversation begins"""
    QUESTIONS = "questions", "提问"
    """what was decided: `DecisionKind`, without small talk"""
    HOURS = "hours", "提问的时刻"
    """00 to 23 in Shanghai; no category, no level"""
    HANDOVERS = "handovers", "转人工"
    """`Reason`"""
    ENTRIES = "entries", "用条目回答"
    """the entry's id"""
    ENTRIES_WRONG = "entries_wrong", "被指出答错的条目"
    """the entry's id"""
    ANSWERS = "answers", "回答的结果"
    """`Ending`"""
    VERDICT_REASONS = "verdict_reasons", "没有帮助的原因"
    """`VerdictReason`, or `unsaid`"""
    OPENED = "opened", "收到的工单"
    """`Reason`"""
    CLOSED = "closed", "关闭的工单"
    """`Satisfaction`, or `unsaid`; the last closing of those that are closed"""
    RATINGS = "ratings", "会员评价"
    """`Satisfaction`, on the day of the rating"""
    RATING_REASONS = "rating_reasons", "不满意的原因"
    """`RatingReason`, or `unsaid`, of those who were not satisfied"""
    CLOCKS_MET = "clocks_met", "按时"
    """`Matter`/rule; no category, no channel"""
    CLOCKS_BREACHED = "clocks_breached", "超时"
    """the same"""


class Ending(LabelledEnum):
    """What became of an answer."""

    CONFIRMED = "confirmed", "确认解决"
    DENIED = "denied", "没有帮助"
    WENT_ON = "went_on", "接着又问"
    SILENT = "silent", "推定解决"


UNSAID = "unsaid"


class Cell(NamedTuple):
    """`day` is Shanghai's; "" and 0 stand for what a measure does not tell apart."""

    day: date
    measure: Measured
    key: str
    category: str = ""
    channel: str = ""
    level: int = 0


Amounts: TypeAlias = Counter[Cell]
