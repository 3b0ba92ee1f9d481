"""One experiment from configuration to table: train variants, sweep noise, keep results. Knows nothing of Qt.

Importing the package or its configuration modules imports no torch.
"""
