"""Derivatives held against differences, and what that proves."""
