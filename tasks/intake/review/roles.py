"""Which role each named body has, by the order of the names and the mode of the clause.

Set by hand it stays, and participating stays participating. The reader's roles are followed anew only where
the mode or the order changed: a clause may well name two leads.
"""

from tasks.intake.review.tree import Node


def follow(measure: Node) -> None:
    """Every role anew: first lead and the rest co-responsible, or all lead, or all co-responsible."""
    role_of_rest = "lead" if measure["mode"] == "respective" else "co_responsible"
    role_of_first = "co_responsible" if measure["mode"] == "joint" else "lead"
    if measure["mode"] is None:
        return
    ranked = [each for each in measure["responsibilities"] if each["role"] != "participating"]
    for position, each in enumerate(ranked):
        if "role" not in each["hand"]:
            each["role"] = role_of_rest if position else role_of_first


def role_of_newcomer(measure: Node) -> str:
    """The role of one more body at the end of the list."""
    alone = not any(each["role"] == "lead" for each in measure["responsibilities"])
    if measure["mode"] == "respective" or (measure["mode"] != "joint" and alone):
        return "lead"
    return "co_responsible"


def keep_a_lead(measure: Node) -> None:
    """Where the lead went away, the next one leads."""
    roles = [each["role"] for each in measure["responsibilities"]]
    if measure["mode"] == "lead_first" and "lead" not in roles:
        follow(measure)


def by_order_again(measure: Node, responsibility: Node) -> None:
    """Takes back a role set by hand."""
    responsibility["hand"] = [name for name in responsibility["hand"] if name != "role"]
    responsibility["role"] = "co_responsible"
    follow(measure)
