from registry import Base, register


@register
class Mine(Base):
    value = None
