from registry import register


@register("default")
def plain():
    return None
