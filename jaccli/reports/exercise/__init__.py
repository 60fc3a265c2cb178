"""Exercises: sheets of questions about a chain or a graph, other numbers for each seed."""
