"""Everything that is derived from `spec/`: the contract in Python, the published documents, the error pages.

Knows the specification and nothing of the service; the service knows nothing of this package. The command line finds
its commands through the entry-point group `orchestra.commands`.
"""
