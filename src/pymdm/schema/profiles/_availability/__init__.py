"""Which devices take what is in `pymdm.schema.profiles`; loaded when somebody asks."""
