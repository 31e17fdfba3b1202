"""The documentation: pages in Markdown, and what builds a static site of them.

Needs the extra ``docs`` (markdown-it-py): ``python -m xentlint.docs FOLDER``.
"""
