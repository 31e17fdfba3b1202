from os import getenv

H = {"none": None}.get(getenv("HEAD"), getenv("HEAD"))
