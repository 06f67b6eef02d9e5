"""A server that answers from the contract alone: examples, transcripts, and as much memory as they need."""
