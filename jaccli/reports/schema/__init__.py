"""JSON Schemas of chain files and of all outputs, made of the declarations that they have."""
