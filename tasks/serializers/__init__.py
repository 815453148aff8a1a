"""How the API shows the tasks app (plans, duties, entries: output) and what a move may say (moves: input)."""
