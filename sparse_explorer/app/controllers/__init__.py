"""Controllers stand between background work and the window: they start it, listen to it and hand on its results."""
