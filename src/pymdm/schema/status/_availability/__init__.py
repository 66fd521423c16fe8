"""Which devices take what is in `pymdm.schema.status`; loaded when somebody asks."""
