"""The content standard as a colleague would tell it: remarks on a text, none of which blocks it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.knowledge.content import MOST_CHARACTERS, Content

LONG_ANSWER = 300
LONG_SENTENCE = 50
FEW_VARIANTS = 5
MANY_VARIANTS = 300

_CLAUSE = re.compile(r"[，,？?]|以及|还有|另外|顺便")
_ASKS = re.compile(r"吗|呢|多少|多久|怎么|什么|几|哪|谁|是否|能不能|要不要|有没有|可不可以")
_QUOTED = re.compile("“[^”]*”")
_FILLERS = re.compile(
    r"您好|你好|亲爱的|亲[,，~]|感谢您的(?:咨询|来电|支持)|欢迎(?:咨询|来电)|请您知悉|敬请谅解"
    r"|如有(?:任何)?疑问|祝您|温馨提示|众所周知|综上所述|关于您(?:咨询|提)的"
)
_OPENERS = re.compile(r"关于|首先|根据|按照|由于|因为|为了|对于|针对|一般来说|通常")
_FIRST = re.compile(r"[^。！？；\n!?]+")
_BULLET = re.compile(r"^[-*\d.、\s]+")
_YES_OR_NO = re.compile(r"吗[？?]?$|能不能|可不可以|是否|要不要|有没有")
_SAYS_IT = re.compile(
    r"^(?:可以|能|不能|不可以|不行|要|不要|不用|需要|不需要|会|不会|有|没有|是|不是|免费|收费|不收|目前|暂)"
    r"|免费|不收|可以|不能|需要|不用"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """`field` is where to mend it."""

    field: str
    text: str


def coach(content: Content) -> tuple[Remark, ...]:
    """What would make the text better, the most telling first; of an empty draft nothing."""
    question, answer = content.question.strip(), content.answer.strip()
    found: list[Remark] = []
    if question:
        found += _on_question(question)
    if answer:
        found += _on_answer(question, answer)
        found += _on_short(content.short)
    if question and answer:
        found += _on_variants(content)
    return tuple(found)


def _on_question(question: str) -> Iterator[Remark]:
    if sum(bool(_ASKS.search(each)) for each in _CLAUSE.split(question)) > 1:
        yield Remark("question", "像是问了两件事。一个条目只答一件，另一件可以再写一个条目。")
    if len(question) > 40:
        yield Remark("question", "标准问有点长，会员一般不会这么问。留下最要紧的那一句就好。")


def _on_answer(question: str, answer: str) -> Iterator[Remark]:
    first = _FIRST.search(_BULLET.sub("", answer))
    begins = first[0].strip() if first else ""
    filler = _FILLERS.search(_QUOTED.sub("", answer))
    if filler:
        yield Remark("answer", f"“{filler[0]}”可以省掉，直接说答案。")
    if _OPENERS.match(begins):
        yield Remark("answer", "第一句先给答案，缘由和条件放在后面。")
    elif _YES_OR_NO.search(question) and not _SAYS_IT.search(begins):
        yield Remark("answer", "问的是“是不是、能不能”，第一句先答是或否。")
    if len(begins) > LONG_SENTENCE:
        yield Remark("answer", f"第一句有 {len(begins)} 字，念起来喘不过气，拆成两句试试。")
    if len(answer) > LONG_ANSWER:
        yield Remark(
            "answer", f"答案有 {len(answer)} 字。多数会员在手机上看，{LONG_ANSWER} 字以内更好。"
        )


def _on_short(short: str | None) -> Iterator[Remark]:
    if not short:
        most = MOST_CHARACTERS["short"]
        yield Remark("short", f"还没有电话简答。写一句 {most} 字以内、能照着念的。")
    elif "\n" in short or re.search(r"[*_#\[\]|]", short):
        yield Remark("short", "电话简答是念出来的，去掉换行和符号。")


def _on_variants(content: Content) -> Iterator[Remark]:
    count = len(content.variants)
    if count < FEW_VARIANTS:
        yield Remark(
            "variants",
            f"相似问有 {count} 个。再想几种会员的问法，{FEW_VARIANTS} 个以上更容易问到。",
        )
    elif count > MANY_VARIANTS:
        yield Remark("variants", f"相似问有 {count} 个。意思重复的可以删掉一些。")
    repeated = len(set(content.variants) | {content.question}) < count + 1
    if repeated:
        yield Remark("variants", "有重复的相似问。")
