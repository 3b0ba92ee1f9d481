"""What the window shows, and how that changes: signals, but no widgets."""
