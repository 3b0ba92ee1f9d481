"""Sparse Explorer: train dense and sparse networks, and see what noise does to each of them.

Importing the package costs nothing: torch and Qt are imported by the modules that need them.
"""

__version__ = "0.1.0"
