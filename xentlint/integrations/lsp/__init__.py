"""The language server: findings as one types them, hover, repairs and other actions.

Needs the extra ``lsp`` (pygls). An editor starts it with ``xentlint server``. ``buffers`` makes documents of
what is open in the editor, ``places`` translates places, ``analysis`` keeps what was found, ``actions`` and
``hover`` are what a person is offered, and ``server`` speaks the protocol.
"""
