"""What is counted of losses that loops compute, which is how PyTorch is trained."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from xentlint.config.settings import Settings
from xentlint.run import engine
from xentlint.sources.document import Document
from xentlint.sources.reading import read_document

LOOPS = """\
import torch
import torch.nn as nn
from data import batches

model = nn.Linear(64, 10)
criterion = nn.CrossEntropyLoss()
for epoch in range(10):
    for step, (x, y) in enumerate(batches):
        loss = criterion(model(x), y)
        loss.backward()
        if (step + 1) % 100 == 0:
            print(loss.item())
"""


def test_another_round_of_a_loop_leaves_what_the_first_one_proved() -> None:
    document: Document = read_document(Path("/project/program.py"), LOOPS.encode())
    coverage = engine.check([document], Settings(frameworks=("keras", "torch"))).coverage
    assert (coverage.met, coverage.proved_right, coverage.reasons) == (1, 1, ())


def test_logarithms_of_probabilities_are_what_a_loss_of_them_takes() -> None:
    program = """
        import torch.nn as nn
        import torch.nn.functional as F
        from data import images, labels

        logits = nn.Linear(64, 10)(images)
        F.nll_loss(F.log_softmax(logits, dim=1), labels).backward()
    """
    document = read_document(Path("/project/program.py"), dedent(program).encode())
    coverage = engine.check([document], Settings(frameworks=("keras", "torch"))).coverage
    assert (coverage.met, coverage.proved_right, coverage.reasons) == (1, 1, ())
