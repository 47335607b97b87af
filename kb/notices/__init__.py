"""What colleagues are told and tell each other: in the desk, and by other channels."""
