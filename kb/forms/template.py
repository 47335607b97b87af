"""A form as its file says it: who may fill it in, its fields, its register, its paper."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, PositiveInt

from kb.forms.field import FieldType, FormField, Line, StrictPart
from kb.people.rights import Right
from kb.terms import Department, LabelledEnum

MOST_CELLS = 4
RESERVED = frozenset({"csrf_token", "form", "seen", "key"})
"""what the pages call their own; a field of that name would be lost, or blamed for another"""


class Kind(LabelledEnum):
    REGISTER = "register", "登记簿"
    SHEET = "sheet", "单张"


class FollowUp(StrictPart):
    """Call again so many days after the day in `start`, then `again_days` after each call, until
    a call settles it."""

    start: str
    first_days: PositiveInt
    again_days: PositiveInt


class OfferRule(StrictPart):
    """After so many forms of one member the program proposes `what` by itself."""

    after: PositiveInt
    what: Line


class Paper(StrictPart):
    """`rows`: cells from left to right, "name" or "name:2" for one twice as wide. `sign`: what is
    signed by hand beneath."""

    rows: tuple[tuple[str, ...], ...]
    header: str = ""
    footer: str = ""
    sign: tuple[Line, ...] = ()


class Form(StrictPart):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    title: Line
    place: int = 99
    """among the others, where all are listed"""
    kind: Kind
    numbering: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    about: str = ""
    """one sentence: when it is filled in"""
    rights: tuple[Right, ...] = ()
    departments: tuple[Department, ...] = ()
    belongs_to: str | None = None
    """the department field that says whose form it is; otherwise the department of who wrote it"""
    columns: tuple[str, ...]
    figures: tuple[str, ...] = ()
    """fields of one choice that the register counts"""
    fields: Annotated[tuple[FormField, ...], Field(min_length=1, max_length=60)]
    paper: Paper
    follow_up: FollowUp | None = None
    offer: OfferRule | None = None

    def field(self, field_id: str) -> FormField:
        return next(each for each in self.fields if each.id == field_id)

    def first(self, kind: FieldType) -> FormField | None:
        return next((each for each in self.fields if each.type is kind), None)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for each in self.fields for key in each.keys)

    def paper_rows(self) -> list[list[tuple[FormField, int]]]:
        """Each cell with its weight."""
        return [[self._cell(each) for each in row] for row in self.paper.rows]

    def _cell(self, written: str) -> tuple[FormField, int]:
        name, _, weight = written.partition(":")
        return self.field(name), int(weight or 1)


Flaw = tuple[tuple[str | int, ...], str]
"""where it stands, and what is wrong there"""


def flaws(form: Form) -> Iterator[Flaw]:
    """What each part alone does not show: names that lead nowhere, rules that do not fit."""
    known = {each.id: each for each in form.fields}
    yield from _repeated(form)
    for position, field in enumerate(form.fields):
        if field.id in RESERVED:
            yield ("fields", position, "id"), f"“{field.id}”是页面自己用的名字，请换一个"
        for key, text in _flaws_of_field(field, known):
            yield ("fields", position, key), text
    for name in set(form.columns) - set(known):
        yield ("columns",), f"没有“{name}”这个字段"
    for name in form.figures:
        if _type(known, name) is not FieldType.CHOICE:
            yield ("figures",), f"“{name}”不是单选字段"
    yield from ((("paper", "rows"), text) for text in _flaws_of_paper(form, known))
    yield from _unfit_rules(form, known)


def _flaws_of_paper(form: Form, known: dict[str, FormField]) -> Iterator[str]:
    """Each field has one place: what is not on paper nobody could fill in."""
    cells = [cell for row in form.paper.rows for cell in row]
    for cell in cells:
        name, _, weight = cell.partition(":")
        if name not in known or (weight and weight not in "123"):
            yield f"“{cell}”应写成字段名，或 字段名:宽度（1 到 3）"
    places = Counter(cell.partition(":")[0] for cell in cells)
    for name in known:
        if places[name] != 1:
            yield f"“{name}”应有一格，现在有 {places[name]} 格"
    if any(len(row) > MOST_CELLS for row in form.paper.rows):
        yield f"一行最多 {MOST_CELLS} 格"


def _unfit_rules(form: Form, known: dict[str, FormField]) -> Iterator[Flaw]:
    if not (form.rights or form.departments):
        yield ("rights",), "没有写谁可以填"
    if form.belongs_to and _type(known, form.belongs_to) is not FieldType.DEPARTMENT:
        yield ("belongs_to",), "应是一个部门字段"
    if form.follow_up and _type(known, form.follow_up.start) is not FieldType.DATE:
        yield ("follow_up", "start"), "应是一个日期字段"


def _repeated(form: Form) -> Iterator[Flaw]:
    seen: set[str] = set()
    for position, field in enumerate(form.fields):
        for key in field.keys:
            if key in seen:
                yield ("fields", position, "id"), f"“{key}”重复了"
            seen.add(key)


def _flaws_of_field(field: FormField, known: dict[str, FormField]) -> Iterator[tuple[str, str]]:
    if (field.type in (FieldType.CHOICE, FieldType.CHOICES)) != bool(field.choices):
        yield "choices", "单选和多选要有选项，别的不能有"
    if (field.type is FieldType.COMPUTED) != (field.compute is not None):
        yield "compute", "自动算出的要写怎么算，别的不能写"
    if field.compute:
        for name in field.compute.of:
            if _type(known, name) not in (FieldType.NUMBER, FieldType.MONEY):
                yield "compute", f"“{name}”不是整数或金额"
    if field.required_if and field.required_if.field not in known:
        yield "required_if", f"没有“{field.required_if.field}”这个字段"
    if field.not_before and _type(known, field.not_before) is not field.type:
        yield "not_before", f"“{field.not_before}”不是同样的日期字段"
    if field.pattern is not None and not field.pattern_help:
        yield "pattern", "要在 pattern_help 里写明应怎么填"


def _type(known: dict[str, FormField], name: str) -> FieldType | None:
    return known[name].type if name in known else None
