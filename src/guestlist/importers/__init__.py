"""Importers: what brings events from elsewhere into the catalog."""
