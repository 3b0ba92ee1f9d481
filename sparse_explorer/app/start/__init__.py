"""From the command line to an open window, or to one line that says why there is none."""
