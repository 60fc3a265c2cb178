"""Products J v and u J, which `jvp` and `vjp` share."""
