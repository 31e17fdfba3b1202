"""Repairs: one plan a finding, made from the facts, with every reader of the output accounted for."""
