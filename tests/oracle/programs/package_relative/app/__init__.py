from .heads import HEADS

__all__ = ["HEADS"]
