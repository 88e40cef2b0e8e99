"""Measure other publishing systems beside ours; run by `make bench-peers`, never by the suite.

Each gets the same articles, is installed into a folder of the bench, and is set up as its own
documentation says, without its usual cache and with it. None of the machine's services is used or
changed. What is missing on the machine is named, and that peer is left out.
"""
