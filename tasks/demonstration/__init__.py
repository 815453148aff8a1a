"""The demonstration: an invented history of a real plan, told in data/demonstration.json, marked everywhere.

`script` turns the file into dated lines without touching a database, `wording` gives them their texts,
`papers` their evidence, `playing` makes each a move through tasks.services, `loading` puts it all together.
"""
