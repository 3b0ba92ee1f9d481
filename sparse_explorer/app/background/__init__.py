"""Threads, what they work through, and who asks them."""
