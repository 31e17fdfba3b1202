"""What holds for a run: the options, the files that set them, and what comes of both."""
