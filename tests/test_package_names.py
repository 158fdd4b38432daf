"""The project's package names are common words: nobody else may own them where it is installed."""

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize("name", ["rag", "indexing", "prompts", "ui", "eval"])
def test_no_other_distribution_has_a_package_of_this_name(name):
    owners = set(packages_distributions().get(name, ()))
    assert owners <= {"beike"}
