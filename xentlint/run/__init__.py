"""One run: what is read is evaluated, judged, repaired and handed to whoever shows it."""
