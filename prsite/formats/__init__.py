"""Dates as the publication writes them, where Django's own format of a language is too terse."""
