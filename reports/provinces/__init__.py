"""The provinces: what was handed to places, how each stands, and how they compare.

Figures (counts, shares, standings, ranks) of all places are for everybody who may see the plan; reasons,
percentages as reported, links and words are for who sees the duty itself (`agencies.permissions.reaches`).
"""
