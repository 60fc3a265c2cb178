"""What is verified for CI."""
