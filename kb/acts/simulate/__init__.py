"""A club's quarter as it might have been: lived through day by day with the verbs of real work."""
