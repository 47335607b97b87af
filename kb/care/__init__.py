"""Calls that are due: prospects, complainants, birthdays and anniversaries."""
