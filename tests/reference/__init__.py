"""The plain reference: the same mathematics as the package, written as slowly and simply as possible.

Nothing here imports the package, so that agreement between the two means something. Tests compare results with it
and benchmarks compare times. Import it as `from reference.k_winners import reference_kwinners`.
"""
