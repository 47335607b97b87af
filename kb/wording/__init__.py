"""Phrases that must never be said to a member: finding them, and keeping which were sent."""
