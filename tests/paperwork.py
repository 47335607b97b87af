"""Forms for the tests: the club's own, filled in with as little as they ask for."""

from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from house import ROOT
from kb.forms.filled import FilledForm
from kb.forms.filling import begin_draft, hand_in
from kb.forms.reading import read_forms
from kb.forms.template import Form
from kb.forms.values import Value
from kb.forms.version import adopt_forms, newest_form
from world import AFTERNOON, MORNING

CLUB_FORMS = {each.id: each for each in read_forms(ROOT / "corpus" / "forms")}
KEYS = count(1)

CONSULTATION: dict[str, Value] = {
    "came_on": "2026-11-18",
    "name": "王芳",
    "phone": "138 0013 8000",
    "item": "场地",
    "content": "想包一片羽毛球场",
    "reply": "已告知价格",
    "passed_on": "no",
    "taken_by": "小王",
}
MISS: dict[str, Value] = {
    "asked_on": "2026-11-18",
    "name": "王芳",
    "card": "AM-1001",
    "wanted_on": "2026-11-21",
    "sport": "羽毛球",
    "taken_by": "小王",
}
PROSPECT: dict[str, Value] = {
    "enquired_on": "2026-11-18",
    "name": "王芳",
    "phone": "13800138000",
    "item": "会员卡",
    "content": "问年卡多少钱",
    "interest": "高",
    "taken_by": "小王",
}


def adopt_club_forms(session: Session) -> None:
    adopt_forms(session, CLUB_FORMS.values(), by=None, now=MORNING)


def draft_of(
    session: Session, form_id: str, typed: dict[str, Value], *, by: int, now: datetime = AFTERNOON
) -> FilledForm:
    version = newest_form(session, form_id)
    return begin_draft(session, version, typed, key=f"key-{next(KEYS)}", by=by, now=now)


def file_form(
    session: Session, form_id: str, typed: dict[str, Value], *, by: int, now: datetime = AFTERNOON
) -> FilledForm:
    """Handed in at once."""
    draft = draft_of(session, form_id, typed, by=by, now=now)
    return hand_in(session, draft, by=by, now=now)


def made_up(**changed: object) -> Form:
    """A thirteenth form, with a field of every type."""
    fields = [
        {"id": "line", "label": "一行", "type": "line"},
        {"id": "text", "label": "多行", "type": "text"},
        {"id": "day", "label": "日期", "type": "date"},
        {"id": "clock", "label": "时间", "type": "time"},
        {"id": "moment", "label": "时刻", "type": "datetime"},
        {"id": "phone", "label": "电话", "type": "phone"},
        {"id": "number", "label": "人数", "type": "number", "min": -5, "max": 5000},
        {"id": "money", "label": "金额", "type": "money"},
        {"id": "choice", "label": "单选", "type": "choice", "choices": ["甲", "乙"]},
        {"id": "choices", "label": "多选", "type": "choices", "choices": ["红", "黄", "蓝"]},
        {"id": "yes", "label": "是否", "type": "yes_no"},
        {"id": "department", "label": "部门", "type": "department"},
        {"id": "person", "label": "同事", "type": "person"},
        {"id": "member", "label": "会员", "type": "member"},
        {"id": "card", "label": "卡号", "type": "card"},
        {"id": "signed", "label": "签名", "type": "signature"},
        {
            "id": "sum",
            "label": "合计",
            "type": "computed",
            "compute": {"how": "sum", "of": ["number", "money"]},
        },
    ]
    written: dict[str, object] = {
        "id": "made-up",
        "title": "第十三张表",
        "kind": "sheet",
        "numbering": "SS",
        "rights": ["work_tickets"],
        "columns": ["line", "phone", "sum"],
        "fields": fields,
        "paper": {"rows": [[each["id"]] for each in fields]},
    }
    return Form.model_validate(written | changed)
