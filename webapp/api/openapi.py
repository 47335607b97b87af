"""The document of the API, and how a body that does not fit it is refused."""

from typing import NoReturn

from flask import request
from flask_openapi3.models.info import Info
from flask_openapi3.types import ResponseDict, SecuritySchemesDict
from pydantic import ValidationError

from kb.errors import BadInput
from webapp.api.contract import ErrorBody
from webapp.guard import KEY_HEADER

INFO = Info(
    title="场边 courtside",
    version="1",
    description="Approved answers of the club, or the number under which a person will answer.",
)
SECURITY_SCHEMES: SecuritySchemesDict = {
    "conversation": {
        "type": "apiKey",
        "in": "header",
        "name": KEY_HEADER,
        "description": "The token a conversation was opened with; it opens nothing else.",
    }
}
ERRORS: ResponseDict = {
    400: ErrorBody,
    404: ErrorBody,
    413: ErrorBody,
    429: ErrorBody,
    500: ErrorBody,
}


def require_json_object() -> None:
    """Refuses what is no JSON object before the fields of one are looked at."""
    if request.method != "POST":
        return
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # nested some thousand deep
        body = None
    if not isinstance(body, dict):
        raise BadInput(
            "请求的内容不是一个 JSON 对象。",
            code="bad_json",
            mend='请以 Content-Type: application/json 发送 {"question": "…"}。',
        )


def refuse(error: ValidationError) -> NoReturn:
    """Only what is wrong is said; what was sent is not repeated."""
    first = error.errors(include_input=False, include_url=False)[0]
    longest = first.get("ctx", {}).get("max_length", 0)
    raise _mistake(str(first["type"]), ".".join(map(str, first["loc"])), longest)


def _mistake(kind: str, field: str, longest: int) -> BadInput:
    if kind == "empty_text":
        return BadInput("还没有写内容。", field=field, code=kind, mend="请先写上内容。")
    if kind in ("unreadable_text", "string_unicode"):
        return BadInput(
            "内容里有无法识别的字符。", field=field, code="unreadable_text", mend="请删去后重发。"
        )
    if kind == "bad_key":
        return BadInput(
            "消息标识不可用。", field=field, code=kind, mend="请用 1 到 100 个可见字符。"
        )
    if kind == "string_too_long":
        return BadInput(
            f"内容太长，超过 {longest} 字。",
            field=field,
            code="text_too_long",
            mend="请分几次发送。",
        )
    return BadInput(
        f"字段 {field} 缺失或类型不对。",
        field=field,
        code="bad_field",
        mend="字段说明见 /api/v1/openapi.json。",
    )
