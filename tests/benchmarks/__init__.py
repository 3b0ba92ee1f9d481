"""How fast the engine and the window are, measured beside the plain reference: ``python -m tests.benchmarks``.

Whatever is compared runs in turns in one process, so that a busy or a slow machine troubles both sides alike, and the
result is a ratio. Importing this package imports neither torch nor Qt: the start of the window is timed from here too.
"""
