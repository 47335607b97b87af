"""A whole form checked against its rules, every mistake told at once."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kb.errors import BadInput, FieldMistakes
from kb.forms.field import FieldType, FormField, How
from kb.forms.template import Form
from kb.forms.values import LONGEST_TEXT, Surroundings, Value, as_moment, read_value
from kb.text import clean

Typed = Mapping[str, Value]


def check(form: Form, typed: Typed, around: Surroundings) -> dict[str, Value]:
    """What is kept: empty fields left out. Raises FieldMistakes."""
    require_known(form, typed)
    values: dict[str, Value] = {}
    mistakes: list[BadInput] = []
    for part in _parts(form):
        written = typed.get(part.id, "")
        if is_blank(written):
            continue
        try:
            values[part.id] = read_value(part, written, around)
        except BadInput as error:
            mistakes.append(error)
    _date_signatures(form, values, around, mistakes)
    wrong = {each.field for each in mistakes}
    mistakes += list(_missing(form, values, wrong))
    mistakes += list(_out_of_order(form, values))
    if mistakes:
        raise FieldMistakes(_in_order(form, mistakes))
    return values


def require_known(form: Form, typed: Typed) -> None:
    known = {part.id for part in _parts(form)}
    unknown = sorted(set(typed) - known)
    if unknown:
        raise BadInput(
            f"“{form.title}”没有字段 {unknown[0][:40]}。",
            code="unknown_field",
            mend="请刷新页面后再填。",
        )


def cleaned(form: Form, typed: Typed) -> dict[str, Value]:
    """As a draft keeps it: nothing checked, nothing lost but what cannot be stored."""
    require_known(form, typed)
    kept: dict[str, Value] = {}
    for key, value in typed.items():
        if isinstance(value, str):
            kept[key] = clean(value)[: 2 * LONGEST_TEXT]
        else:
            kept[key] = [clean(each)[:200] for each in value[:60]]
    return {key: value for key, value in kept.items() if value}


def is_blank(value: Value) -> bool:
    return not clean(value) if isinstance(value, str) else not any(map(clean, value))


def sums(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for field in form.fields:
        if field.compute and field.compute.how is How.SUM:
            parts = (values.get(name) for name in field.compute.of)
            total = sum((Decimal(each) for each in parts if isinstance(each, str)), Decimal(0))
            found[field.id] = f"{total:f}"
    return found


def _parts(form: Form) -> Iterator[FormField]:
    """What is typed: a signature is a name and a date, what is computed nobody types."""
    for field in form.fields:
        if field.type is FieldType.COMPUTED:
            continue
        yield field
        for key in field.keys[1:]:
            dated = {"id": key, "type": FieldType.DATE, "label": f"{field.label}日期"}
            yield field.model_copy(update={**dated, "pattern": None, "not_future": True})


def _date_signatures(
    form: Form, values: dict[str, Value], around: Surroundings, mistakes: list[BadInput]
) -> None:
    """Whoever signs without a date, signs today; a date alone is no signature."""
    wrong = {each.field for each in mistakes}
    for field in form.fields:
        if field.type is not FieldType.SIGNATURE:
            continue
        name, day = field.keys
        if name in values and day not in wrong:
            values.setdefault(day, around.today.isoformat())
        elif name not in values:
            values.pop(day, None)


def _missing(form: Form, values: Mapping[str, Value], wrong: set[str | None]) -> Iterator[BadInput]:
    for field in form.fields:
        if field.id in values or field.id in wrong:
            continue
        if field.required or _asked_for(field, values):
            choice = field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO)
            yield BadInput(
                f"还没有{'选' if choice else '填'}“{field.label}”。", field=field.id, code="missing"
            )


def _asked_for(field: FormField, values: Mapping[str, Value]) -> bool:
    rule = field.required_if
    if rule is None:
        return False
    said = values.get(rule.field, [])
    return not set(rule.says).isdisjoint([said] if isinstance(said, str) else said)


def _out_of_order(form: Form, values: Mapping[str, Value]) -> Iterator[BadInput]:
    for field in form.fields:
        mine, other = values.get(field.id), values.get(field.not_before or "")
        if not isinstance(mine, str) or not isinstance(other, str):
            continue
        if as_moment(mine) < as_moment(other):
            label = form.field(str(field.not_before)).label
            yield BadInput(
                f"“{field.label}”早于“{label}”。",
                field=field.id,
                code="out_of_order",
                mend="请改正其中一个。",
            )


def _in_order(form: Form, mistakes: list[BadInput]) -> list[BadInput]:
    order = {key: position for position, key in enumerate(form.keys)}
    return sorted(mistakes, key=lambda each: order.get(each.field or "", 0))
