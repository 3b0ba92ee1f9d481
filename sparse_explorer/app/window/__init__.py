"""The window itself: what it is made of, how its parts are connected, placed and remembered."""
