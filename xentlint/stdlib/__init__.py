"""Python's own library, as a client of the interpreter."""
