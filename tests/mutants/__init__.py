"""Small wrong changes of the program, and whether its tests notice each of them: ``make mutants``.

The TOML files beside this one list them, a file for each part of the program. Each change is planted alone, in a copy
of the checkout, and the tests that it names are run there: where all of them pass, no test looks at what it changes.
"""
