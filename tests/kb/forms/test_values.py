"""What may be written into a field of each type, and how it is refused."""

from datetime import date

import pytest

from kb.errors import BadInput, FieldMistakes
from kb.forms.checking import check
from kb.forms.template import Form
from kb.forms.values import Surroundings, Value, read_value
from paperwork import made_up

FORM = made_up()
AROUND = Surroundings(
    date(2026, 11, 18), {"7": "小王"}, lambda said: "3" if said == "AM1001" else None
)
READ: tuple[tuple[str, Value, Value], ...] = (
    ("line", "  王 \n 芳 ", "王 芳"),
    ("text", "第一行\r\n第二行", "第一行\n第二行"),
    ("day", "2026-11-18", "2026-11-18"),
    ("day", "2026年1月8日", "2026-01-08"),
    ("day", "2026 年 1 月 8 号", "2026-01-08"),
    ("day", "２０２６／11／18", "2026-11-18"),
    ("clock", "9:05", "09:05"),
    ("clock", "21：30", "21:30"),
    ("clock", "21点30分", "21:30"),
    ("moment", "2026-11-18T09:05", "2026-11-18T09:05"),
    ("moment", "2026-11-18 9:05", "2026-11-18T09:05"),
    ("phone", "138 0013-8000", "13800138000"),
    ("phone", "＋86 13800138000", "13800138000"),
    ("phone", "021-65430000", "02165430000"),
    ("number", "1,200", "1200"),
    ("number", "－3", "-3"),
    ("money", "128", "128.00"),
    ("money", "¥1,280.5元", "1280.50"),
    ("choice", "乙", "乙"),
    ("choices", ["蓝", "红"], ["红", "蓝"]),
    ("choices", "黄", ["黄"]),
    ("yes", "no", "no"),
    ("department", "venue", "venue"),
    ("person", "7", "7"),
    ("member", "AM1001", "3"),
    ("card", " am-10 01", "AM1001"),
    ("signed", "小 王", "小 王"),
)
REFUSED: tuple[tuple[str, Value, str], ...] = (
    ("line", "长" * 201, "有 201 个字，最多 200 个"),
    ("text", "长" * 4001, "最多 4000 个"),
    ("day", "2026-02-30", "不是有效的日期"),
    ("day", "昨天", "不是有效的日期"),
    ("day", "0026-01-01", "不是有效的日期"),
    ("clock", "25:00", "不是有效的时间"),
    ("clock", "九点", "不是有效的时间"),
    ("moment", "2026-11-18", "不是有效的时间"),
    ("moment", "09:05", "不是有效的日期"),
    ("phone", "12345", "不像电话号码"),
    ("phone", "138001380001", "不像电话号码"),
    ("number", "十二", "不是整数"),
    ("number", "1.5", "不是整数"),
    ("number", "5001", "不能大于 5000"),
    ("number", "-6", "不能小于 -5"),
    ("number", "9" * 10, "不是整数"),
    ("money", "-1", "金额不能是负数"),
    ("money", "1.234", "不是金额"),
    ("money", "1e5", "不是金额"),
    ("choice", "丙", "没有“丙”这一项"),
    ("choice", ["甲", "乙"], "应只有一个值"),
    ("choices", ["红", "绿"], "没有“绿”这一项"),
    ("yes", "maybe", "请选“是”或“否”"),
    ("department", "kitchen", "没有“kitchen”这个部门"),
    ("person", "8", "没有这位同事"),
    ("member", "nobody", "没有找到会员"),
    ("card", "卡一", "不像卡号"),
    ("signed", "名" * 41, "最多 40 个"),
)


@pytest.mark.parametrize(("field_id", "typed", "kept"), READ)
def test_what_is_typed_is_kept_in_one_form(field_id: str, typed: Value, kept: Value) -> None:
    assert read_value(FORM.field(field_id), typed, AROUND) == kept


@pytest.mark.parametrize(("field_id", "typed", "told"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_field(
    field_id: str, typed: Value, told: str
) -> None:
    field = FORM.field(field_id)
    with pytest.raises(BadInput) as caught:
        read_value(field, typed, AROUND)
    assert told in str(caught.value)
    assert caught.value.message.startswith(field.label)
    assert caught.value.field == field_id


def form_with(**rules: object) -> Form:
    fields = [
        {"id": "asked", "label": "提出", "type": "date"},
        {"id": "passed", "label": "上报", "type": "yes_no"},
        {"id": "other", "label": "另一项", "type": "date", **rules},
        {"id": "signed", "label": "签名", "type": "signature"},
    ]
    return made_up(fields=fields, columns=["asked"], paper={"rows": [["asked"]]})


@pytest.mark.parametrize(
    ("rules", "typed", "told"),
    [
        ({"required": True}, {}, {"other": "还没有填“另一项”。"}),
        ({"required": True}, {"other": "\u200b "}, {"other": "还没有填“另一项”。"}),
        (
            {"required_if": {"field": "passed", "says": ["yes"]}},
            {"passed": "yes"},
            {"other": "还没有填“另一项”。"},
        ),
        (
            {"not_before": "asked"},
            {"asked": "2026-11-18", "other": "2026-11-17"},
            {"other": "“另一项”早于“提出”。"},
        ),
        ({"not_future": True}, {"other": "2026-11-19"}, {"other": "另一项：日期在今天以后。"}),
        (
            {},
            {"asked": "x", "other": "y"},
            {"asked": "提出：“x”不是有效的日期。", "other": "另一项：“y”不是有效的日期。"},
        ),
        (
            {},
            {"signed": "王", "signed__on": "2027-01-01"},
            {"signed__on": "签名日期：日期在今天以后。"},
        ),
    ],
)
def test_all_mistakes_of_a_form_are_told_at_once(
    rules: dict[str, object], typed: dict[str, Value], told: dict[str, str]
) -> None:
    with pytest.raises(FieldMistakes) as caught:
        check(form_with(**rules), typed, AROUND)
    assert {each.field: each.message for each in caught.value.mistakes} == told


def test_what_is_not_asked_for_may_stay_empty() -> None:
    form = form_with(required_if={"field": "passed", "says": ["yes"]})
    assert check(form, {"passed": "no"}, AROUND) == {"passed": "no"}


def test_who_signs_without_a_date_signs_today_and_a_date_alone_is_nothing() -> None:
    form = form_with()
    signed = check(form, {"signed": "小王"}, AROUND)
    assert signed == {"signed": "小王", "signed__on": "2026-11-18"}
    assert check(form, {"signed__on": "2026-11-18"}, AROUND) == {}


def test_a_field_that_is_not_on_the_form_is_refused() -> None:
    with pytest.raises(BadInput, match="没有字段 admin"):
        check(FORM, {"admin": "yes"}, AROUND)
    with pytest.raises(BadInput, match="没有字段 sum"):
        check(FORM, {"sum": "5"}, AROUND)
