"""What stands for NumPy's functions: layers, and what is put together from them."""
