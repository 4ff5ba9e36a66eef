"""What ails this club? `exibidos doctor` says what is configured, reachable and unsafe, and what to do about it.

`checks.py` is the table of all that is looked at; `command.py` runs it; each other module looks at one part of the club.
"""
