"""The growth of the costs over a size."""
