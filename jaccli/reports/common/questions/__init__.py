"""What can be asked about a chain or a graph, and the right answers: for `exercise` and `grade`."""
