"""Panes put widgets together. They show the session and emit what the user does; they compute nothing."""
