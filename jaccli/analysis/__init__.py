"""One module a command: its report, a plain value, and the function that finds it."""
