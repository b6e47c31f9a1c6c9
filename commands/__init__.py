"""One file for each command of ``run_eval.py``; each adds its arguments and runs."""
