"""Policies are data: read from corpus/policy/*.toml, kept in the database as numbered versions,
so that a decision of last month can still be explained by the rules it was made under."""

from kb.policy.answering import AnsweringPolicy
from kb.policy.care import CarePolicy
from kb.policy.clocks import ClockCalendar, ClockRule, ClocksPolicy, PauseReason, Turn
from kb.policy.contribution import ContributionPolicy
from kb.policy.knowledge import KnowledgePolicy
from kb.policy.policies import Policies, read_answering, read_policies
from kb.policy.presets import PresetsPolicy
from kb.policy.service import Period, ServiceHours, ServicePolicy
from kb.policy.version import PolicyVersion, adopt, current, current_phrases

__all__ = [
    "AnsweringPolicy",
    "CarePolicy",
    "ClockCalendar",
    "ClockRule",
    "ClocksPolicy",
    "ContributionPolicy",
    "KnowledgePolicy",
    "PauseReason",
    "Period",
    "Policies",
    "PolicyVersion",
    "PresetsPolicy",
    "ServiceHours",
    "ServicePolicy",
    "Turn",
    "adopt",
    "current",
    "current_phrases",
    "read_answering",
    "read_policies",
]
