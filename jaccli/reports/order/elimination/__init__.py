"""Orders of elimination on a graph: found, priced, run, explained."""
