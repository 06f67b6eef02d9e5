"""Broken services, by the suite that finds them. Each module has `MUTANTS`."""
