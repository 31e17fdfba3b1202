"""PyTorch, the third client of the interpreter: its modules, tensors and losses, as far as outputs meet losses."""
