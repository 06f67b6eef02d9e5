"""Standing up to failures of others: circuit breakers."""
