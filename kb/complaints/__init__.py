"""Complaints: judged, planned, decided, carried out, called back; apology letters."""
