"""What the reports of several commands share."""
