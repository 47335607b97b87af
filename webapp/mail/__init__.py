"""Mails of members: what became no question by itself, and letters that did not arrive."""
