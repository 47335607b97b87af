"""The evidence in words, for the people who have to trust it."""

from kb.answering.rank import Ranked

_ASKS = {
    "price": "价格",
    "time": "时间",
    "place": "地点",
    "duration": "时长",
    "count": "数量",
    "who": "人",
    "why": "原因",
    "contact": "联系方式",
}


def explain_near(ranked: Ranked) -> str:
    """One sentence: nearest wording, how much is covered, what speaks against."""
    evidence = ranked.candidate.evidence
    parts = [
        f"最接近的问法是“{ranked.candidate.wording.raw}”",
        f"问题的用词覆盖 {evidence.covered_by_entry:.0%}",
    ]
    if evidence.likeness:
        parts.append(f"意思相近 {evidence.likeness:.2f}")
    return "，".join([*parts, *objections(ranked)]) + "。"


def why_not(ranked: Ranked) -> str:
    entry = ranked.document.entry
    found = objections(ranked)
    because = "；".join(found) if found else "证据不足"
    return f"最接近“{entry.question}”，但{because}。"


def objections(ranked: Ranked) -> list[str]:
    missing, evidence = ranked.candidate.missing, ranked.candidate.evidence
    found = []
    if missing.mentions:
        found.append("条目没有提到" + "、".join(f"“{value}”" for _, value in missing.mentions))
    if missing.asks:
        asked = "、".join(_ASKS.get(each, each) for each in missing.asks)
        found.append(f"问的是{asked}，条目没有这方面的内容")
    words = [word for word in missing.words if len(word) > 1][:3]
    if words:
        found.append("条目里没有" + "、".join(f"“{word}”" for word in words))
    if evidence.numbers_clash:
        found.append("数字对不上")
    if evidence.reversed:
        found.append("意思可能相反")
    return found
