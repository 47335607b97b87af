"""An apology letter drawn up from a complaint, in seven parts. Pure: a colleague reads and mends
every part before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kb.clock import to_local
from kb.errors import BadInput
from kb.terms import LabelledEnum
from kb.text import clean

LONGEST_PART = 2000
TOPIC_LENGTH = 60


class LetterPart(LabelledEnum):
    GREETING = "greeting", "称呼"
    APOLOGY = "apology", "致歉与重视"
    FACTS = "facts", "经过与处理"
    IMPROVEMENT = "improvement", "改进或补偿"
    OBJECTION = "objection", "再次提出异议"
    SUPPORT = "support", "再次致歉与恳请支持"
    CLOSING = "closing", "落款"


Parts = Mapping[LetterPart, str]


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter needs to know. `plan`, `done`, `result`: empty as long as there are none."""

    club: str
    number: str
    name: str
    place: str
    text: str
    registered_at: datetime
    plan: str = ""
    done: str = ""
    result: str = ""


def draft(case: Case, *, now: datetime) -> dict[LetterPart, str]:
    return {
        LetterPart.GREETING: f"尊敬的{case.name}：\n您好！",
        LetterPart.APOLOGY: (
            f"{_date(case.registered_at)}您向我们反映了在{case.place}遇到的问题。"
            "给您带来了不好的体验，我们诚恳地向您道歉。"
            "您的意见我们非常重视，已由专人负责，逐项核实。"
        ),
        LetterPart.FACTS: _facts(case),
        LetterPart.IMPROVEMENT: _improvement(case),
        LetterPart.OBJECTION: (
            "如果您对以上处理还有不同意见，随时可以再次向我们提出，"
            f"只要报上投诉编号 {case.number}，不需要从头再说一遍，我们会重新核实并答复您。"
        ),
        LetterPart.SUPPORT: (
            "再次为这件事向您致歉。感谢您愿意花时间告诉我们，这让我们有机会做得更好。"
            "恳请您继续关心和支持我们，也期待再次为您服务。"
        ),
        LetterPart.CLOSING: f"此致\n敬礼\n\n{case.club}\n{_date(now)}",
    }


def require_whole(parts: Parts) -> dict[LetterPart, str]:
    """Every part cleaned; refused where one is empty or too long."""
    whole = {}
    for part in LetterPart:
        text = clean(parts.get(part, ""))
        if not text:
            raise BadInput(
                f"“{part.label}”还是空的。",
                field=part.value,
                code="empty_part",
                mend="七个部分都要写上，可以很短。",
            )
        if len(text) > LONGEST_PART:
            raise BadInput(
                f"“{part.label}”有 {len(text)} 个字，最多 {LONGEST_PART} 个。",
                field=part.value,
                code="too_long",
                mend="请写短一些。",
            )
        whole[part] = text
    return whole


def _facts(case: Case) -> str:
    said = f"您反映的情况是：“{_topic(case.text)}”。"
    if case.done:
        return f"{said}经核实，我们已经这样处理：{_sentence(case.done)}"
    if case.plan:
        return f"{said}经核实，我们正在这样处理：{_sentence(case.plan)}"
    return f"{said}我们正在核实，由专人跟进。"


def _improvement(case: Case) -> str:
    outcome = _sentence(case.result) if case.result else ""
    return (
        f"{outcome}为了不再发生同样的事，我们会检查相关的服务流程，"
        "要求有关同事改进，并由专人跟进落实。"
    )


def _topic(text: str) -> str:
    flat = " ".join(text.split()).rstrip("。.！!；;")
    return flat if len(flat) <= TOPIC_LENGTH else f"{flat[: TOPIC_LENGTH - 1]}…"


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    return flat if flat.endswith(("。", "！", "？")) else f"{flat.rstrip('；;.')}。"


def _date(moment: datetime) -> str:
    local = to_local(moment)
    return f"{local.year}年{local.month}月{local.day}日"
