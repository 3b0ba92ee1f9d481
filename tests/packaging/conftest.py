"""What the tests of the packaging share."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def compiler() -> str:
    """The C compiler that builds the kernels; the test is skipped where there is none."""
    if os.name == "nt":
        pytest.skip("on Windows no C compiler is looked for")
    for candidate in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if candidate and shutil.which(candidate.split()[0]):
            return candidate
    pytest.skip("there is no C compiler")
