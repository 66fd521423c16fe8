"""Which devices take what is in `pymdm.schema.declarations`; loaded when somebody asks."""
