"""What is measured for honours alone."""

from kb.kpi.measure import Measure

HONOURS = (
    Measure(
        "innovation",
        "创新贡献",
        "分",
        "本期因补上缺口和写出新条目得到的知识贡献分之和，同期收回的已减去；有几项按这样的贡献数。",
        "higher",
    ),
    Measure(
        "serious_in_time",
        "按时结案的三级事件",
        "件",
        "本月交出最终报告、而且没有超过报告时限的三级事件，算给交报告的人。"
        "本月有答案被证实有误的人不提名。",
        "higher",
    ),
)
