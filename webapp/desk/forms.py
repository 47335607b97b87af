from dataclasses import dataclass

from flask import request

from webapp.fields import typed


@dataclass(frozen=True)
class Answer:
    text: str
    propose: bool


def read_answer() -> Answer:
    return Answer(typed("text"), propose=request.form.get("propose") == "yes")


def read_reason() -> str:
    return typed("why")
