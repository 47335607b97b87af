from kb.terms import LabelledEnum


class Role(LabelledEnum):
    """Who somebody is at the club; one person may be several. Members have no account."""

    AGENT = "agent", "客服专员"
    SUPERVISOR = "supervisor", "客服主管"
    MAINTAINER = "maintainer", "知识库管理员"
    DEPARTMENT = "department", "责任部门"
    MANAGER = "manager", "部门经理"
    ADMIN = "admin", "系统管理员"
