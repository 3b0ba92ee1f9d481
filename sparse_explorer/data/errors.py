"""The one error that a data set can end in."""


class DataError(ValueError):
    """A data set that cannot be had or used. The message is one line, fit to be shown as it is.

    Examples:
        >>> from sparse_explorer.data.datasets import load
        >>> from sparse_explorer.data.errors import DataError
        >>> try:
        ...     load("folder:no-such-folder")
        ... except DataError as error:
        ...     print("no-such-folder" in str(error))
        True
    """
