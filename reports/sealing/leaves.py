"""What stands in a leaf of the tree: the head of one chain at the moment of a seal. Pure Python."""

DOMAIN = b"reform-task-portal/seal/v1\n"
# The chain of access events; every other chain is that of a plan.
ACCESS = "access"
OF_PLAN = "plan:"


def leaf_data(chain: str, n: int, head: str) -> bytes:
    """The bytes of a leaf: domain, chain, number and hash of the chain's newest row, a line each."""
    return DOMAIN + f"{chain}\n{n}\n{head}\n".encode()


def chain_of(slug: str) -> str:
    """The name of a plan's chain."""
    return OF_PLAN + slug
