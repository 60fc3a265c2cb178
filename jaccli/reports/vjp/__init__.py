"""Products u J."""
