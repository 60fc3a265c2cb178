"""The arrays that take notes: values, memory and what is written into it, tables of handlers."""
