"""The one error that a data set can end in."""


class DataError(ValueError):
    """A data set that cannot be had or used. The message is one line, fit to be shown as it is."""
