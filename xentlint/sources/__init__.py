"""Files in and out: which files there are, what they say, and how changes are written back."""
