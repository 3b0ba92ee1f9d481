"""The stages of the window: which panes each shows, and how they share its room."""
