"""Which devices take what is in `pymdm.schema.commands`; loaded when somebody asks."""
