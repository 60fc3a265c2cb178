"""What ships, and the file of one."""
