"""The executed oracle: Python runs a program, and what the runs showed is held against the reports."""
