from state import Middle


class A(Middle):
    pass
