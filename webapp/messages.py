"""What an error says, by its code, else by its status: in Chinese, and in English for programs
that ask for it. Errors raised in kb bring their own Chinese sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    text: str
    mend: str | None = None


CHINESE = {
    "csrf": Message("这个页面放得太久，提交没有成功。", "请返回上一页刷新，再提交一次。"),
    "method_not_allowed": Message("这个地址不支持这种请求。"),
    "not_stored": Message(
        "现在存不了，刚才这一步没有保存。", "请返回上一页，稍后再试一次；急事请直接联系前台。"
    ),
    "too_large": Message("内容太长，没有收下。", "请分几次发送。"),
    "too_many_requests": Message("提交得太频繁了。", "请稍等一会儿再试。"),
}
CHINESE_BY_STATUS = {
    400: Message("请求无法识别。", "请检查内容后再试。"),
    403: Message("您的账号没有做这件事的权限。", "需要时请联系系统管理员。"),
    404: Message("没有找到这里的内容。", "请检查网址，或回到首页。"),
    409: Message("刚才有别的改动，这一步没有执行。", "请刷新页面再试。"),
    500: Message("系统出了问题，这一步没有完成。", "请稍后再试；急事请直接联系前台。"),
    503: Message("服务正在准备，暂时不能使用。", "请稍后再试。"),
}
ENGLISH = {
    "bad_json": Message(
        "The body is not a JSON object.",
        'Send {"question": "…"} with Content-Type application/json.',
    ),
    "bad_field": Message(
        "A field has the wrong type or is missing.", "See /api/v1/openapi.json for the fields."
    ),
    "empty_text": Message("The text is empty.", "Write something first."),
    "text_too_long": Message("The text is over 10,000 characters.", "Send it in parts."),
    "unreadable_text": Message(
        "The text holds NUL or half a character.", "Remove it and send again."
    ),
    "bad_key": Message("The idempotency key cannot be used.", "Use 1 to 100 printable characters."),
    "method_not_allowed": Message("This address does not take this method."),
    "not_stored": Message(
        "It cannot be stored now; nothing was done.", "Send it again later, under the same key."
    ),
    "too_large": Message("The body is over 64 KB.", "Send it in parts."),
    "too_many_requests": Message("Too many requests.", "Wait for the time in Retry-After."),
}
ENGLISH_BY_STATUS = {
    400: Message("The request cannot be understood.", "Check it and send it again."),
    403: Message("This is not allowed."),
    404: Message("There is no such thing, or it is not yours to see."),
    409: Message("Something changed meanwhile; nothing was done.", "Read it anew and try again."),
    500: Message("Something went wrong here; the step was not done.", "Try again later."),
    503: Message("The service is not ready.", "Try again later."),
}


def in_chinese(code: str, status: int) -> Message:
    return CHINESE.get(code) or _by_status(CHINESE_BY_STATUS, status)


def in_english(code: str, status: int) -> Message:
    return ENGLISH.get(code) or _by_status(ENGLISH_BY_STATUS, status)


def _by_status(catalog: dict[int, Message], status: int) -> Message:
    return catalog.get(status) or catalog[400 if status < 500 else 500]
