"""The cases of the demo club, each brought about by the verbs of real work."""
