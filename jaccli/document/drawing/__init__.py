"""Blocks drawn with characters: curves, diagrams and products, and what each is drawn with."""
