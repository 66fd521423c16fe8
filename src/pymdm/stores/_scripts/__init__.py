"""Every verb of a store, written once over ``pymdm.stores.rows.Rows``."""
