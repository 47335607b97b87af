"""One Base for the mapped classes of all rooms."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from kb.db.columns import COLUMN_TYPES


class Base(DeclarativeBase):
    """Python types map to columns by `kb/db/columns.py`: datetime, Category and every other
    LabelledEnum, Level, list[str], dict[str, Any] need no explicit type."""

    type_annotation_map = COLUMN_TYPES
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
