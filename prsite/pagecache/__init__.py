"""The whole-page cache: answers in front of Django what has not changed since it was made.

A page is kept with the state of the publication that it was made from: the database's stamp, which
every change writes in its own transaction, and the span of time in which no scheduled minute
passes. The state is asked for at every request; a page of another state is made anew. So nothing
has to be told to the cache, in whatever process and on whatever machine a change is made.

Knows no model: what can be kept, and which minutes matter, it is told by `Rules`.
"""

from prsite.pagecache.layer import PageCache
from prsite.pagecache.rules import Rules

__all__ = ["PageCache", "Rules"]
