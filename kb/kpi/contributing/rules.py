"""The rules by which points come and go, each with its definition."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kb.kpi.measure import Measure
from kb.terms import LabelledEnum

CENT = Decimal("0.01")


class Rule(LabelledEnum):
    """`value` is the key of its definition. What was earned comes first, in the order in which the
    cap of all together is filled."""

    GAP_CLOSED = "contribution_gap_closed", "补上缺口"
    NEW_ENTRY = "contribution_new_entry", "新条目"
    BETTER_ANSWER = "contribution_better_answer", "改进答案"
    CORRECTION = "contribution_correction", "更正"
    VARIANTS = "contribution_variants", "补充问法"
    RECHECK = "contribution_recheck", "复核"
    FRESH = "contribution_fresh", "按时复核"
    REVIEW = "contribution_review", "审核"
    CONFIRMED = "contribution_confirmed", "会员说有用"
    REUSED = "contribution_reused", "结单引用"
    GAP_ANSWERS = "contribution_gap_answers", "缺口有了答案"
    WRONG = "contribution_wrong", "答案被证实有误"
    OUTDATED = "contribution_outdated", "答案被证实过时"
    DUPLICATE = "contribution_duplicate", "重复或拆分"
    WITHDRAWN = "contribution_withdrawn", "很快下架"
    UNDONE = "contribution_undone", "改了又改回去"
    REVERSED = "contribution_reversed", "贡献撤销"


@dataclass(frozen=True, slots=True)
class Line:
    """Points of one act to one person, before caps."""

    person: int
    rule: Rule
    points: Decimal
    act: int
    about: str
    sources: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one act, before it is shared."""

    rule: Rule
    points: Decimal
    why: str


def cents(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)


def told(points: Decimal) -> str:
    """Without needless zeros: 3, 0.5, 1.28."""
    plain = f"{points:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def told_share(share: Decimal) -> str:
    return f"{told((share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP))}%"


def _accepted(label: str) -> str:
    return (
        f"另一位同事审核通过、当月生效的一次{label}，按规则的分数乘审核评级，减去审核人那一份。"
        "同一条短期内反复改，每次折半；自己发布的、重复的、拆分出来的不计。"
    )


_OUTCOMES = "按各人写的部分分给执笔人和审核人；撤销、下架或改回去的贡献不再分。"

_DEFINED: dict[Rule, str] = {
    Rule.GAP_CLOSED: _accepted("补上缺口") + "没有会员问过的缺口，按新条目或补充问法计。",
    Rule.NEW_ENTRY: _accepted("新条目"),
    Rule.BETTER_ANSWER: _accepted("改进答案"),
    Rule.CORRECTION: _accepted("更正"),
    Rule.VARIANTS: _accepted("补充问法") + "按新问法的个数计，几乎一样的只算一个，超过上限的不计。",
    Rule.RECHECK: "复核别人写的、已经或即将到期的条目。离到期还早的复核不计分。",
    Rule.FRESH: "复核在到期日当天或以前完成的，另加分。",
    Rule.REVIEW: "审核别人的贡献分得的一份。"
    "两人之间或几人一圈总是互相审核的，这一份不计，评级最高按 B。",
    Rule.CONFIRMED: "会员在自己的对话里说这条的回答有用，一个对话只算一次，以前的月份算过的不再算。"
    "同事打开的对话不算，本人参与过的对话不算给本人。" + _OUTCOMES,
    Rule.REUSED: "别人结单时写明用了这条，一张工单只算一次，以前的月份算过的不再算。"
    "抽查认为关联有误的、总是互相审核的同事引用的不算。" + _OUTCOMES,
    Rule.GAP_ANSWERS: "补上缺口的条目当月回答了多少个对话，每翻一倍加一次分。"
    "同事打开的对话不算。" + _OUTCOMES,
    Rule.WRONG: "会员反馈内容不对，经处理确认有误（已改正或已下架），由反馈前最后改这条的人"
    "和审核人分担。",
    Rule.OUTDATED: "会员反馈已经过时，经处理确认，由反馈前最后改或复核这条的人和审核人分担。",
    Rule.DUPLICATE: "发布了与已有条目重复、或由一条拆出来的新条目。",
    Rule.WITHDRAWN: "贡献生效后很快下架的，它挣到的分全部收回。有效期已到而下架的不算。",
    Rule.UNDONE: "内容改回以前的样子：改过去和改回来都不计，已计的收回。",
    Rule.REVERSED: "贡献被撤销：它在各个月挣到的分，在撤销当月全部收回。",
}

CONTRIBUTIONS = tuple(
    Measure(each.value, each.label, "分", _DEFINED[each], "higher") for each in Rule
)
