"""What a report is made of, and how each format draws it; nothing here knows a chain."""
