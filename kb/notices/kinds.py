from kb.terms import LabelledEnum


class NoticeKind(LabelledEnum):
    """Why a colleague is told something."""

    WARNED = "warned", "快到期"
    BREACHED = "breached", "已超时"
    CLIMBED = "climbed", "超时上报"
    PERIODIC = "periodic", "该告知进展了"
    ASSIGNED = "assigned", "交给您"
    NEWS = "news", "新进展"
    ASKED = "asked", "请您指点"
    MENTIONED = "mentioned", "提到您"
    SERIOUS = "serious", "三级问题"
    DECISION = "decision", "等您决定"
    RETURNED = "returned", "退回"
    DUE = "due", "该回访了"
    HANDED_OVER = "handed_over", "交班"
    UNDELIVERED = "undelivered", "没有送到"


class ChannelKind(LabelledEnum):
    MAIL = "mail", "电子邮件"
    ROBOT = "robot", "群机器人"
