from state import register


@register
def f():
    pass
