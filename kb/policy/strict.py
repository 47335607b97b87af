from pydantic import BaseModel, ConfigDict


class StrictPolicy(BaseModel):
    """An unknown key is a mistake, not a wish for later."""

    model_config = ConfigDict(extra="forbid", frozen=True)
