"""The user's program: loaded, given its arguments, called on plain arrays; what goes wrong."""
