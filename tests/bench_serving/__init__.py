"""Measure what a request costs the server; run by `make bench`, never by the suite.

Everything that is compared runs side by side on the same content: nginx with the page as a file,
which is the limit; a view that does nothing; a plain blog in Django; and the publication with its
page cache, answering who has the page already, and without the cache. Each server is held on one
core and the load generator on another, and all take turns in several rounds.

The unit is requests per second of the server's CPU time, its whole tree of processes counted and
PostgreSQL's along with it. What a core would serve stays put on a machine that does other things at
the same time; requests per second do not. Compare ratios, and only inside one run.
"""
