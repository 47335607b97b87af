"""What somebody wrote themselves, without what they quote and sign with."""

import re

_HEADS = re.compile(
    r"(?:"
    r"[-_—]{2,}\s*(?:(?:回复的)?原(?:始)?邮件|转发邮件|(?:original|forwarded) message)\s*[-_—]{2,}"
    r"|(?:在|于)?\s*\d{4}\s*[年/.-].{0,120}(?:写道|写到|寫道)\s*[:：].*"
    r"|(?:On|At)\b.{4,160}\bwrote\s*[:：]\s*"
    r"|.{0,80}[<＜][^<>@\s]+@[^<>\s]+[>＞]\s*(?:于|在).{0,80}(?:写道|寫道)\s*[:：]\s*"
    r"|(?:发件人|寄件者|From)\s*[:：].*"
    r"|_{10,}"
    r")",
    re.IGNORECASE,
)
"""with one of these lines begins what was written by others; without blanks around it"""
LONGEST_HEAD = 500
_FURTHER = re.compile(
    r"\s*(?:发送时间|发送日期|日期|收件人|主题|Sent|Date|To|Subject)\s*[:：]", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"(?:-- ?"
    r"|(?:发自|來自|来自|从)我的.{1,30}|(?:发自|来自)\s*(?:QQ|163|网易|Foxmail|Outlook).{0,30}"
    r"|Sent from (?:my|Mail for|Outlook).{0,40}|(?:获取|Get) Outlook (?:for|适用于).{0,40}"
    r")\s*",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """Empty where nothing is their own."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for place, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line) or _begins_quote(lines, place):
            break
        if not line.lstrip().startswith((">", "＞")):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _begins_quote(lines: list[str], place: int) -> bool:
    """`On … wrote:` is often broken over two lines; `发件人：` quotes only with its like below."""
    line = lines[place].strip()
    if len(line) > LONGEST_HEAD:
        return False
    if not _HEADS.fullmatch(line):
        following = lines[place + 1].strip()[:LONGEST_HEAD] if place + 1 < len(lines) else ""
        begins = re.match(r"On|At|在|于", line)
        return bool(begins and following and _HEADS.fullmatch(f"{line} {following}"))
    if re.match(r"(?:发件人|寄件者|From)\s*[:：]", line, re.IGNORECASE):
        return any(_FURTHER.match(each) for each in lines[place + 1 : place + 4])
    if re.fullmatch(r"_{10,}", line):
        return any(re.match(r"\s*(?:发件人|From)\s*[:：]", each) for each in lines[place + 1 :][:3])
    return True
