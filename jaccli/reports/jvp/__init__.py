"""Products J v."""
