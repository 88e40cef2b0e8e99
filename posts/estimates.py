"""What SQLite is told of the size of the publication, so that it plans for a large one.

Without statistics it takes ten posts to be public, however many there are, and finds twenty by
their keys by walking through all. `ANALYZE` counts what there is at the moment, which tells little
of a publication that grows. Source: https://sqlite.org/fileformat2.html#stat1tab
"""

from __future__ import annotations

from django.db import connections

# Rows of the table, and how many of them share a status, a status and date, and so on.
PUBLICATION = ("posts_post", "post_list", "100000 50000 2 1 1")


def tell(using: str) -> None:
    """Write the estimates and let this connection read them; others do as they are opened.

    Called after each migration: they are lost with an index that is built anew.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        # Makes the table of statistics where it is missing, and reads it; it looks at no other.
        cursor.execute("ANALYZE sqlite_master")
        cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl = %s AND idx = %s", PUBLICATION[:2])
        cursor.execute("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", PUBLICATION)
        cursor.execute("ANALYZE sqlite_master")
