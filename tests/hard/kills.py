"""Kill runs of ``--fix`` at random moments, and look whether the next run finds all or nothing.

    python -m tests.hard.kills [TRIALS] [SEED]

Each trial makes a project of one program over nine files, all of which its repairs change, and a run of
``xentlint --fix`` over it. The kinds, in turn: SIGINT or SIGKILL while it writes (the run has been
forked when its plan is ready, so that the kills fall where they hurt), the same at any moment of a
whole process, a save of one of the files, as an editor does it, while a run writes, and two runs at
once.
Afterwards every file has to hold its old text, its new text, or the editor's save; all files of
one trial the same kind of text after the next run; and nothing else may lie beside them.
"""

from __future__ import annotations

import collections
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xentlint.config.settings import Settings
from xentlint.run import repair, runner
from xentlint.sources import exchange

HEADS = 8
NEWER = b"# a newer save\n"


def program() -> dict[str, bytes]:
    """Models in files of their own, compiled in another one: what repairs one of them edits two files."""
    files = {
        f"head{number}.py": (
            b"import tensorflow as tf\n\n\ndef build():\n"
            b'    return tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])\n'
        )
        for number in range(HEADS)
    }
    lines = ["import tensorflow as tf", *(f"import head{number}" for number in range(HEADS))]
    for number in range(HEADS):
        loss = "tf.keras.losses.CategoricalCrossentropy(from_logits=False)"
        lines += [f"model{number} = head{number}.build()", f'model{number}.compile("adam", loss={loss})']
        lines += [f"model{number}.fit(x, y)"]
    return {**files, "train.py": "\n".join([*lines, ""]).encode()}


class Trials:
    """Trials in one temporary folder, and what came out of them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.tree, self.home = folder / "project", folder / "home"
        self.random = random.Random(seed)
        self.old = program()
        self.settings = Settings(select=("ALL",), root=self.tree, cache=False)
        self.outcomes: collections.Counter[str] = collections.Counter()
        os.environ.update(XDG_STATE_HOME=str(self.home), XENTLINT_CACHE_DIR=str(self.home / "cache"))
        self.fresh()
        self.before = runner.collect([self.tree], self.settings).documents
        self.after = repair.repair(
            self.before, lambda documents: runner.lint(documents, self.settings), unsafe=True
        ).documents
        self.new = {Path(path).name: document.raw for path, document in self.after.items()}
        if sum(self.new[name] != self.old[name] for name in self.old) < 2:
            raise SystemExit("the repair has to change several files for the trials to mean anything")
        self.window = self.measured()
        self.fresh()
        start = time.perf_counter()
        with self.process() as process:
            process.wait()
        self.life = 1.1 * (time.perf_counter() - start)

    def fresh(self) -> None:
        """Make the project as it was."""
        shutil.rmtree(self.tree, ignore_errors=True)
        self.tree.mkdir(parents=True)
        (self.tree / "pyproject.toml").write_text("[tool.xentlint]\nselect = ['ALL']\n")
        for name, content in self.old.items():
            (self.tree / name).write_bytes(content)

    def measured(self) -> float:
        """How long writing takes, as a rule."""
        times = []
        for _ in range(9):
            self.fresh()
            child, said = self.forked(self.write)
            os.read(said, 1)
            os.close(said)
            start = time.perf_counter()
            os.waitpid(child, 0)
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    def write(self) -> None:
        """Write the repairs on a disk whose renames are slow, so that signals fall between them too."""
        replace, swap = os.replace, exchange.exchange

        def slow_replace(source: Any, target: Any) -> None:
            time.sleep(0.001)
            replace(source, target)

        def slow_swap(one: str, other: str) -> bool:
            time.sleep(0.001)
            return swap(one, other)

        os.replace, exchange.exchange = slow_replace, slow_swap  # type: ignore[assignment]
        repair.write(self.before, self.after)

    def forked(self, work: Callable[[], object]) -> tuple[int, int]:
        """Run ``work`` in another process; return it, and where it says that it begins."""
        said, saying = os.pipe()
        child = os.fork()
        if child == 0:
            status = 3
            try:
                os.write(saying, b"x")
                work()
                status = 0
            except KeyboardInterrupt:
                status = 130
            except OSError:
                status = 2
            finally:
                os._exit(status)
        os.close(saying)
        return child, said

    def kill_while_writing(self) -> str:
        """SIGINT or SIGKILL at a random moment of `repair.write`."""
        signalled = self.random.choice([signal.SIGINT, signal.SIGKILL])
        child, said = self.forked(self.write)
        os.read(said, 1)
        os.close(said)
        time.sleep(self.random.uniform(0, self.window))
        os.kill(child, signalled)
        os.waitpid(child, 0)
        return signalled.name

    def kill_a_process(self) -> str:
        """The same to a whole run, at a random moment of its life."""
        signalled = self.random.choice([signal.SIGINT, signal.SIGKILL])
        with self.process() as process:
            time.sleep(self.random.uniform(0, self.life))
            process.send_signal(signalled)
        return f"process {signalled.name}"

    def process(self) -> subprocess.Popen[bytes]:
        """A whole run over the project."""
        command = [sys.executable, "-m", "xentlint", "--fix", "--unsafe-fixes", "--quiet", str(self.tree)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def save_meanwhile(self) -> str:
        """An editor saves a file, in place or as a new one, while a run writes."""
        child, said = self.forked(self.write)
        os.read(said, 1)
        os.close(said)
        time.sleep(self.random.uniform(0, self.window))
        path = self.tree / self.random.choice(sorted(self.old))
        newer = path.read_bytes() + NEWER
        if self.random.random() < 0.5:
            path.write_bytes(newer)
        else:
            (self.tree / "editor.tmp").write_bytes(newer)
            os.replace(self.tree / "editor.tmp", path)
        os.waitpid(child, 0)
        return "save"

    def two_at_once(self) -> str:
        """Two runs that have read the same write what they want: one of them has to give way."""
        children = [self.forked(self.write) for _ in range(2)]
        for _, said in children:
            os.close(said)
        codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children)
        return f"two runs, exits {codes}"

    def judge(self, kind: str) -> None:
        """Say what is found, let the next run look, and say what is found then."""
        found = self.found()
        repair.take_back()
        then = self.found()
        if kind == "save" and "newer" not in then:
            then = "LOST"
        self.outcomes[f"{kind}: {found} -> {then}"] += 1

    def found(self) -> str:
        """Which texts the files hold."""
        content = {path.name: path.read_bytes() for path in self.tree.iterdir() if path.name in self.old}
        newer = [name for name in content if content[name].endswith(NEWER)]
        rest = {name: text for name, text in content.items() if name not in newer}
        beside = [path.name for path in self.tree.iterdir() if path.name not in (*self.old, "pyproject.toml")]
        if len(content) < len(self.old) or any(t not in (self.old[n], self.new[n]) for n, t in rest.items()):
            return "TORN"
        if any(content[name] not in (self.old[name] + NEWER, self.new[name] + NEWER) for name in newer):
            return "TORN"
        kinds = [
            name
            for name, texts in (("old", self.old), ("new", self.new))
            if all(rest[each] == texts[each] for each in rest)
        ]
        kind = kinds[0] if kinds else "mixed"
        return f"{'newer save, others ' if newer else ''}{kind}{' + beside' if beside else ''}"


def main() -> int:
    """Run the trials and print what came out; 1 when anything was lost, torn or left half done."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    # A shell that starts this in the background has it, and all that it starts, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        run = Trials(Path(folder), seed)
        kinds = [
            run.kill_while_writing,
            run.save_meanwhile,
            run.kill_while_writing,
            run.kill_a_process,
            run.two_at_once,
        ]
        for number in range(trials):
            run.fresh()
            run.judge(kinds[number % len(kinds)]())
        changed = sum(run.new[name] != run.old[name] for name in run.old)
        print(
            f"{trials} trials, {changed} files a plan, writing takes {run.window * 1000:.1f} ms, seed {seed}"
        )
        bad = 0
        for outcome, count in sorted(run.outcomes.items()):
            wrong = any(word in outcome.split("->")[1] for word in ("TORN", "mixed", "beside", "LOST"))
            bad += count * wrong
            print(f"{count:5} {outcome}{'   <- wrong' if wrong else ''}")
    print(f"lost, torn, half done or littered: {bad}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
