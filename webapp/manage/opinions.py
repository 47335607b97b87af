"""The form in which somebody says what they think of a month."""

from flask import request

from kb.appraisals.opinion import Aspect, Said
from kb.errors import BadInput
from webapp.fields import typed


def read_opinion() -> dict[Aspect, Said]:
    """Of the aspects that were given a mark; words alone are none."""
    said = {}
    for each in Aspect:
        mark, words = typed(f"mark-{each.value}"), typed(f"words-{each.value}")
        if mark:
            said[each] = Said(int(mark) if mark in "12345" else 0, words)
        elif words:
            raise BadInput(
                f"“{each.label}”写了评语，还没有打分。",
                field=f"mark-{each.value}",
                code="no_mark",
                mend="请选 1 到 5 分。",
            )
    return said


def typed_opinion() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf_token"}
