from kb.db.base import Base
from kb.db.columns import Json, UTCDateTime, labelled_text
from kb.db.database import Database

__all__ = ["Base", "Database", "Json", "UTCDateTime", "labelled_text"]
