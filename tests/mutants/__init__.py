"""Small wrong changes of the program, and whether its tests notice each of them: ``make mutants``.

The TOML files beside this one list them, a file for each part of the program. Each change is planted alone, in a copy of
the checkout, and the tests that it names are run there: a change that all of them pass shows what no test looks at.
"""
