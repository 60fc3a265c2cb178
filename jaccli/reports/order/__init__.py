"""The cheapest order of multiplication."""
