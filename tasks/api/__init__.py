"""API of the tasks app: the document, the duties and their moves, the ledger, and who is asking."""
