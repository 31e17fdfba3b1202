"""The interpreter: Python, and no library."""
