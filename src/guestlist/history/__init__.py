"""Who changed what: former states of the catalog and the settings."""
