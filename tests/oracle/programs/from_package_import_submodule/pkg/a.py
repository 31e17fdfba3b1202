import conf

conf.HEAD = None
