"""Policies are data: read from corpus/policy/*.toml, kept in the database as numbered versions,
so that a decision of last month can still be explained by the rules it was made under."""

from kb.policy.answering import AnsweringPolicy
from kb.policy.knowledge import KnowledgePolicy
from kb.policy.policies import Policies, read_answering, read_policies
from kb.policy.service import Period, ServiceHours, ServicePolicy
from kb.policy.version import PolicyVersion, adopt, current

__all__ = [
    "AnsweringPolicy",
    "KnowledgePolicy",
    "Period",
    "Policies",
    "PolicyVersion",
    "ServiceHours",
    "ServicePolicy",
    "adopt",
    "current",
    "read_answering",
    "read_policies",
]
