"""What the steppers of `jvp`, `vjp` and `grad` share: the graph that is walked, and its values."""
