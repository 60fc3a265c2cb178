"""What the steppers of `jvp`, `vjp` and `grad` share: the graph that is walked, and its values."""

MOST_STEPS = 160  # that are walked through; of more there is a table
