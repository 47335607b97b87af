"""Months that are closed, what was said of people, and what followed from it."""
