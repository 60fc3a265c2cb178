"""The graph that a Python function leaves."""
