"""The commands of ``xentlint``: one module each, with ``add_parser`` and ``run``, or its own ``main``."""
