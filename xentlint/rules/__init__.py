"""The rules: facts in, findings out. One module a rule; its docstring is the rule's page."""
