"""Drives schemathesis: a document of the contract against a deployment, and what came of it."""
