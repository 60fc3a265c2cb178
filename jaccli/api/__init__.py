"""jaccli in Python: what `import jaccli` offers, one function for each command."""
