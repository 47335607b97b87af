"""Signals themselves are listed in kb/policy/signals.py, as the rules for clocks name them."""

from dataclasses import dataclass

from kb.policy.signals import Matter, Signal

__all__ = ["Matter", "Signal", "Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    matter: Matter
    number: int
