"""What needs a CUDA device: ``python -m tests.gpu`` tries all of it in minutes, and writes what it measured."""
