"""Protects: the rules of CONTRIBUTING.md that can be decided by reading the tree hold for all of it.

Each rule is a function from a tree to its faults; here they run on the project itself. That each of them can fail is
shown in test_rules_can_fail.py.
"""
from __future__ import annotations

import pytest

import error_rules
import header_rules
import include_rules
import layout_rules
import size_rules
import text_rules
from project_files import PROJECT, cpp_files

RULES = [
    include_rules.include_faults,
    include_rules.adapter_faults,
    include_rules.circle_faults,
    include_rules.link_faults,
    include_rules.network_faults,
    layout_rules.namespace_faults,
    layout_rules.map_faults,
    size_rules.file_faults,
    size_rules.function_faults,
    text_rules.word_faults,
    text_rules.opening_faults,
    error_rules.error_faults,
    header_rules.header_faults,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule) -> None:
    faults = rule(PROJECT)
    assert not faults, "\n" + "\n".join(faults)


def test_the_tree_is_seen() -> None:
    # A rule that finds no files would hold for ever.
    assert len(cpp_files(PROJECT)) > 20
    assert len(size_rules.cpp_functions(cpp_files(PROJECT))) > 50
