"""A first file with comments, to run and to edit."""
