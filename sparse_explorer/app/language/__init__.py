"""The engine's words and numbers in the user's language."""
