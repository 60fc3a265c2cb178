"""Completion in a shell: the script that turns it on."""
