"""Orders in which the inner vertices or edges of a linearised graph are eliminated until J is left.

Nothing here knows files or reports.
"""
