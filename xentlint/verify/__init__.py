"""The harness that proves a repair by training: ``xentlint verify``.

Nothing here is imported by the linter, and only ``verify.child`` (a process of its own) imports
TensorFlow, JAX or Torch.
"""
