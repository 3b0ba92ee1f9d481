"""Random play with the real window, to find what nobody thought of."""
