"""The cheapest order of multiplication."""

BUDGET = 4.0  # seconds after which the search for the best order of a graph ends
