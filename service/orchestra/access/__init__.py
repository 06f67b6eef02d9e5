"""Who may do what: owners, their API keys, and the scopes of a key."""
