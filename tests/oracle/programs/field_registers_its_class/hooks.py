from state import Field


class A:
    x = Field()
