"""One field of a form as its file says it: what may be written there, and where it begins."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kb.terms import LabelledEnum


class StrictPart(BaseModel):
    """An unknown key is a mistake, not a wish for later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldType(LabelledEnum):
    LINE = "line", "一行文字"
    TEXT = "text", "多行文字"
    DATE = "date", "日期"
    TIME = "time", "时间"
    DATETIME = "datetime", "日期和时间"
    PHONE = "phone", "电话"
    NUMBER = "number", "整数"
    MONEY = "money", "金额"
    CHOICE = "choice", "单选"
    CHOICES = "choices", "多选"
    YES_NO = "yes_no", "是否"
    DEPARTMENT = "department", "部门"
    PERSON = "person", "同事"
    MEMBER = "member", "会员"
    CARD = "card", "卡号"
    SIGNATURE = "signature", "签名"
    COMPUTED = "computed", "自动算出"


class Default(LabelledEnum):
    """What stands in a field before anybody writes: of this moment, of who fills the form in, or
    of the member and the ticket it is begun from."""

    TODAY = "today", "今天"
    NOW = "now", "现在"
    ME = "me", "填写人"
    MY_DEPARTMENT = "my_department", "填写人的部门"
    MEMBER_NAME = "member_name", "会员姓名"
    MEMBER_PHONE = "member_phone", "会员电话"
    MEMBER_CARD = "member_card", "会员卡号"
    TICKET_QUESTION = "ticket_question", "会员的问题"
    TICKET_NUMBER = "ticket_number", "编号"
    COMPLAINT_NUMBER = "complaint_number", "投诉登记编号"


class How(LabelledEnum):
    SUM = "sum", "合计"
    EARLIER = "earlier", "此前次数"
    ALL = "all", "累计次数"


class Compute(StrictPart):
    """`sum` adds the fields `of`; the others count forms of this kind by the same member or card:
    those before this one, or with it."""

    how: How
    of: tuple[str, ...] = ()


class RequiredIf(StrictPart):
    """Must be filled in when that other field says one of these."""

    field: str
    says: tuple[str, ...]


FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Line = Annotated[str, Field(min_length=1, max_length=60)]


class FormField(StrictPart):
    """`private`: masked wherever forms are only looked at, as telephone and card numbers are."""

    id: FieldId
    label: Line
    type: FieldType
    required: bool = False
    required_if: RequiredIf | None = None
    choices: tuple[Line, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    longest: Annotated[int, Field(ge=1, le=4000)] | None = None
    pattern: str | None = None
    pattern_help: str = ""
    not_before: str | None = None
    """a date that is that field's or later"""
    not_future: bool = False
    default: Default | None = None
    compute: Compute | None = None
    private: bool = False
    help: str = ""

    @property
    def is_private(self) -> bool:
        return self.private or self.type in (FieldType.PHONE, FieldType.CARD)

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which its values are kept: a signature is a name and a date."""
        return (self.id, f"{self.id}__on") if self.type is FieldType.SIGNATURE else (self.id,)
