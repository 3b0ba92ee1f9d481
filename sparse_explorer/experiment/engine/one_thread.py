"""Computing in one thread, for work that is too little to share."""

import threading

import torch


def compute_in_one_thread() -> None:
    """Let torch compute in the calling thread alone from now on, whatever it does in others.

    One digit is too little work to share: waking a second thread costs several times what it computes, and all the
    more where training keeps the cores busy.
    """
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    # The number is each thread's own, but a thread that has none yet takes the one that was set last, wherever.
    other = threading.Thread(target=torch.set_num_threads, args=(count,))
    other.start()
    other.join()
