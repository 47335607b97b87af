"""Tests of what colleagues know of the base: drawn from it, timed, kept as they were."""
