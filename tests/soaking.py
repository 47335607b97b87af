"""Processes that work through a simulated time and are killed at random meanwhile."""

import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

PROCESSES = 4


def under_fire(
    work: Callable[[str, float], None], url: str, seconds: float, *, kill_every: float = 0.4
) -> int:
    """Runs `work(url, began)` in four processes until each has come to its end; gives how many
    were killed on the way. One that fails by itself fails the test."""
    chance, context = random.Random(11), get_context("fork")
    began, kills = time.time(), 0

    def replacement() -> BaseProcess:
        process = context.Process(target=work, args=(url, began), daemon=True)
        process.start()
        return process

    running = [replacement() for _ in range(PROCESSES)]
    while any(each.is_alive() for each in running) and time.time() < began + seconds:
        time.sleep(kill_every)
        place = chance.randrange(PROCESSES)
        if running[place].is_alive():
            os.kill(running[place].pid or 0, signal.SIGKILL)
            running[place].join()
            kills += 1
            running[place] = replacement()
    for each in running:
        each.join()
    assert [each.exitcode for each in running] == [0] * PROCESSES
    return kills
