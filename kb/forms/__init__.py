"""Registers and forms: each is data, one engine fills, checks, prints and exports them."""
