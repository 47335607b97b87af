"""What is measured of agents and departments."""

from collections.abc import Iterator

from kb.kpi.measure import Better, Measure
from kb.terms import Level

SPREADS = {"mean": "平均", "median": "中位数", "p90": "九成不超过"}
REASONS = {
    "unsolved": "问题没有解决",
    "slow": "回复太慢",
    "unclear": "说得不清楚",
    "attitude": "服务态度",
    "other": "其他",
}
"""why members were not satisfied, by the value that a rating has"""


def _times(key: str, label: str, told: str) -> Iterator[Measure]:
    for level in Level:
        time = "昼夜连续计时" if level is Level.THREE else "只算服务时间"
        for spread, word in SPREADS.items():
            yield Measure(
                f"{key}_{level.value}_{spread}",
                f"{level.label}{label}（{word}）",
                "分钟",
                told + f"{level.label}工单{time}；级别以当时的为准。" + _SPREAD[spread],
                "lower",
            )


_SPREAD = {
    "mean": "取各工单的算术平均。",
    "median": "取排在正中的一个；双数时取中间两个的平均。",
    "p90": "从快到慢排，取第九成处的那一个（向上取整），即九成的工单不超过这个时间。",
}


def _count(key: str, label: str, definition: str, better: Better = "lower") -> Measure:
    return Measure(key, label, "次", definition, better)


AGENTS = (
    _count(
        "cases",
        "关闭的工单",
        "本月关闭的工单，算给关闭时负责的人；重新打开后再关闭的再算一次。当场答复的另算。"
        "只显示，不计分。",
        "none",
    ),
    _count(
        "on_the_spot",
        "当场答复",
        "本月同事接电话或当面答完、自己登记的问题。没有人等过，也只有登记的人自己知道，"
        "所以单独数：不算关闭的工单，不进首次答复、解决用时、按时率和一次做对。只显示，不计分。"
        "会员再来时，从重新打开起和别的工单一样算。",
        "none",
    ),
    *_times(
        "first_response",
        "首次答复",
        "从会员提出到同事第一次答复或告知进展，算给答复的人，按答复的时间归月。当场答复的不算。",
    ),
    *_times(
        "resolution",
        "解决用时",
        "从会员提出到关闭，算给关闭时负责的人，按关闭的时间归月；重新打开后再关闭，仍从最初提出算起。"
        "当场答复的不算。",
    ),
    Measure(
        "clocks_met",
        "按时率",
        "%",
        "轮到负责人的每一轮时限：到期前做到的 ÷（做到的＋超时的）。做到的算给做到时的负责人，"
        "超时的算给这一轮里负责得最久的人，到期前才转手或退回的也一样；没有人接过的只计入全组。"
        "因改级别或合并而停下的、当场答复的不算。",
        "higher",
    ),
    _count("satisfied", "满意", "本月会员评为满意的工单；一天之内改过的只算最后一次。", "higher"),
    _count("neutral", "一般", "本月会员评为一般的工单；一天之内改过的只算最后一次。", "none"),
    _count("dissatisfied", "不满意", "本月会员评为不满意的工单；一天之内改过的只算最后一次。"),
    *(
        _count(f"reason_{key}", f"原因：{label}", f"会员评价时选了“{label}”的工单。")
        for key, label in REASONS.items()
    ),
    Measure(
        "satisfaction_raw",
        "满意度（原值）",
        "分",
        "每次评价按规则折成分（满意、一般、不满意各多少分见规则 kpi.toml），取平均。"
        "算给评价以前最后答复会员的人。同事登录着自己填的评价不算。只显示，不计分。",
        "higher",
    ),
    Measure(
        "satisfaction",
        "满意度（收缩后）",
        "分",
        "评价少时一两次就能使平均值大起大落，所以把原值向全组平均拉近："
        "（本人各次得分之和＋先验次数×全组平均）÷（本人次数＋先验次数）。先验次数见规则 kpi.toml。",
        "higher",
    ),
    Measure(
        "right_first_time",
        "一次做对",
        "%",
        "工单第一次关闭后，规定天数内没有重新打开、会员没有评不满意也没有说问题没有解决，算一次做对；"
        "关闭前就重新打开过的、当场答复的不算。结果确定的那一刻（出了问题，或天数满了）归月，"
        "算给最后答复会员的人。",
        "higher",
    ),
    _count("reopenings", "重新打开", "本月重新打开的工单，算给在那以前最后答复会员的人。"),
    _count(
        "escalations",
        "处理不当而升级",
        "本月升级时注明“因处理不当”的次数，算给当时的负责人。普通升级不算。",
    ),
    Measure(
        "contribution",
        "知识贡献",
        "分",
        "本月知识贡献的得分：被采纳的各项按评级和后来的效果计分，减去退回和撤销，封顶以后的合计。"
        "逐项见“知识贡献”。",
        "higher",
    ),
    Measure(
        "quiz",
        "业务知识",
        "分",
        "本月业务知识测验答对的题占全部题的百分比，没有答完的题算没有答对。本月测了几次的，"
        "按规则 quiz.toml 取最好的一次或最后一次。没有测验时不计分，其余各项的权重按比例放大。",
        "higher",
    ),
    Measure(
        "teamwork",
        "团队协作",
        "分",
        "为同事解答请教、其中及时的另加、读过并接下交班、在别人负责的工单上留备注，"
        "各按规则 kpi.toml 的分值合计，备注有上限。",
        "higher",
    ),
    Measure(
        "supervisor_view",
        "主管评价",
        "分",
        "客服主管本月对各方面的评价（1 到 5 分）的平均；没有评的方面不算。"
        "谁也不能以主管身份评自己。",
        "higher",
    ),
    Measure(
        "own_view",
        "自我评价",
        "分",
        "本人对各方面的评价（1 到 5 分）的平均。只并排显示，不计分。",
        "none",
    ),
    Measure(
        "score",
        "总分",
        "分",
        "各项先按规则的折线换成 0 到 100 分，再按权重平均。没有数据的项不算 0 分，"
        "它的权重由其余各项按比例分担；有数据的权重不足规定的份额时不给总分。",
        "higher",
    ),
)
DEPARTMENTS = (
    Measure(
        "department_in_time",
        "按时答复",
        "%",
        "转来的问题，在时限内给出方案和预计时间的 ÷（及时的＋超时的），按答复或到期的时间归月。",
        "higher",
    ),
    Measure(
        "department_kept",
        "说到做到",
        "%",
        "在自己预计的时间以前解决的 ÷（及时的＋没有守住的）。超过预计时间，或者到期前往后推，"
        "都算一次没有守住；改定以后按新的时间另算。",
        "higher",
    ),
    Measure(
        "department_solved",
        "解决率",
        "%",
        "本月报告解决的 ÷（月初未了的＋本月转来的）。以不属于本部门为由退回的、"
        "改转别的部门的和客服收回的不算转来。",
        "higher",
    ),
    Measure(
        "department_cooperation",
        "协作",
        "分",
        "客服在每次转办结束后给部门的评分（1 到 5 分）的平均，按评分的时间归月。",
        "higher",
    ),
)
