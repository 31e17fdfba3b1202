import os

HEAD = os.environ.get("HEAD")
