"""Checks any deployment of the AI Orchestra API against its contract, and answers from the contract alone.

Knows the published specification and the network; nothing of the reference service.
"""
