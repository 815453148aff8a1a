"""Two plans or editions side by side: what was added, dropped, reworded, given to others, moved in time."""
