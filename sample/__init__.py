"""A corpus of made-up disclosure reports with known answers, and a portal that serves it: to try and to test on.

Nothing here imports the code under test, so that the answers stay independent of it.
"""
