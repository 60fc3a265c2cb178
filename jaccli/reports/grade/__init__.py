"""Grading: answers held against the right ones, followed through, and what went wrong named."""
