"""A draft plan as an Excel workbook and back: written, read, compared and applied, row by row."""
