"""What places do: measures handed to them, plans of their own, and what sources say about them."""
