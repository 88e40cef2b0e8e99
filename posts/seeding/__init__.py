"""Invented posts in any number, for load tests: plausible in size, and plainly fiction."""

from posts.seeding.writing import seed

__all__ = ["seed"]
