"""The full Jacobian by both modes."""
