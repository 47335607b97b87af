"""The club's terms as enums: the value is stored and sent, the label is what the screen says."""

from enum import IntEnum, StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Category(LabelledEnum):
    MEMBERSHIP = "membership", "会员"
    VENUE = "venue", "场地"
    TRAINING = "training", "培训"
    EVENTS = "events", "赛事"
    SHOP = "shop", "商品"
    OTHER = "other", "其他"


class Department(LabelledEnum):
    MEMBERSHIP = "membership", "会员部"
    VENUE = "venue", "场地部"
    TRAINING = "training", "培训部"
    EVENTS = "events", "赛事部"
    SHOP = "shop", "商品部"
    FRONT_DESK = "front-desk", "前厅部"
    CALL_CENTRE = "call-centre", "呼叫中心"


class Audience(LabelledEnum):
    MEMBER = "member", "会员"
    INTERNAL = "internal", "内部"


class Channel(LabelledEnum):
    ONLINE = "online", "在线"
    PHONE = "phone", "电话"
    EMAIL = "email", "邮件"
    ON_SITE = "on-site", "现场"


class Level(IntEnum):
    """How serious a case is (domain.md §3)."""

    ONE = 1
    TWO = 2
    THREE = 3

    @property
    def label(self) -> str:
        return {1: "一级", 2: "二级", 3: "三级"}[self.value]


class DecisionKind(LabelledEnum):
    ANSWER = "answer", "已回答"
    CLARIFY = "clarify", "反问确认"
    HANDOFF = "handoff", "转人工"
    SMALLTALK = "smalltalk", "寒暄"


class Reason(LabelledEnum):
    """Why a question went to a person; staff read the label, programs the value."""

    NO_KNOWLEDGE = "no_knowledge", "知识库没有"
    NEAR_MISS = "near_miss", "只有相近条目"
    AMBIGUOUS = "ambiguous", "指代不明"
    ASKED_FOR_PERSON = "asked_for_person", "要求人工"
    LEVEL_2 = "level_2", "二级问题"
    LEVEL_3 = "level_3", "三级问题"
    EXPIRED = "expired", "条目已过期"
    OVERDUE = "overdue", "待复核"
    INTERNAL_ONLY = "internal_only", "仅内部条目"
    OUT_OF_HOURS = "out_of_hours", "非服务时间"
    UNREADABLE = "unreadable", "无法识别"
