"""Mail that members send: fetched, read, told from what machines send, and answered."""
