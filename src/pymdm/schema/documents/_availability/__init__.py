"""Which devices take what is in `pymdm.schema.documents`; loaded when somebody asks."""
