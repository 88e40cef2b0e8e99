"""Signals. Rows that reach the database without a model's `save()` are kept in step here."""
