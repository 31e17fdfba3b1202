import os

os.environ.update(HEAD="linear")
