"""Blocks drawn with characters: curves (by plot), diagrams (by boxes, lanes, layered), products."""
