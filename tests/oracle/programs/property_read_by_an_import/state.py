CONF = {"head": "softmax"}


def go(*a):
    CONF["head"] = None


class S:
    @property
    def p(self):
        CONF["head"] = None


s = S()
