"""One folder a command: how its report is found, said, shown and written."""
