"""What reviewers see and fill in: the draft as a tree, the marked text, a form per operation, the preview."""
