"""The child process: runs one program several times, and records what passes through Keras."""
