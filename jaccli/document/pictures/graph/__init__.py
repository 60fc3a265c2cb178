"""Graphs as pictures: what stands in a node, where nodes and edges stand, how it is drawn."""
