"""Reports as LaTeX: signs, formulas and sentences, matrices, tables, steps."""
