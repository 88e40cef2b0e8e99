"""Importers: other publications' posts, brought in from the files they are kept in."""
