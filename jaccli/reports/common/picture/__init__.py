"""The computation graph as values and edges, and its drawing."""
