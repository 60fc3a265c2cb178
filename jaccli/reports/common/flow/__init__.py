"""A sweep over a graph, value by value."""
