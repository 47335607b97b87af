"""What happened, counted by the day and kept level with the history, so that a dashboard need not
read a year of it. Everything here can be thrown away and counted anew: see `keeping`."""

from kb.reports.tallies.asking import Scope, Tallies
from kb.reports.tallies.cell import Cell, Measured

__all__ = ["Cell", "Measured", "Scope", "Tallies"]
