"""Reports to text and JSON. A view draws what a report holds and computes nothing of its own."""
