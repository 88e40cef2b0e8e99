"""Search over titles, standfirsts, texts, tags and authors, on SQLite and PostgreSQL alike."""

from posts.search.analysis import stems_of
from posts.search.indexing import bring_up_to_date, forget_posts, index_posts, rebuild
from posts.search.query import Query, Term, parse
from posts.search.results import Facet, Filters, Hit, Order, Results, keys_of, kindred
from posts.search.suggesting import Suggestion, did_you_mean

__all__ = [
    "Facet",
    "Filters",
    "Hit",
    "Order",
    "Query",
    "Results",
    "Suggestion",
    "Term",
    "bring_up_to_date",
    "did_you_mean",
    "forget_posts",
    "index_posts",
    "keys_of",
    "kindred",
    "parse",
    "rebuild",
    "stems_of",
]
