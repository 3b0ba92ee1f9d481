"""Thousands of broken files of each format that the program reads: each loads, or ends in one line that names it.

``make fuzz`` tries 10,000 or more a format and writes what it found to ``out/fuzz``; the suite tries some hundreds. An
input follows from format, seed and number alone, so that one that was found can be made again:

    python -m tests.fuzz toml --seed 0 --first 1234 --inputs 1
"""
