"""What stands for functions of Python's math and of SciPy, where a program imports them."""
