from sys import modules

modules["state"].CONF.update(head=None)
