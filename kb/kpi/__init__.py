"""From what happened to figures and scores. Pure: events in, figures out."""
