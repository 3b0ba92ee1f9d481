"""Controls and pictures, one a file. They show what they are given and emit what the user does; they own no data."""
