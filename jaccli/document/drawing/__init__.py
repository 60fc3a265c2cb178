"""Graphs and curves drawn with characters."""
