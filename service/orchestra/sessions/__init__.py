"""Conversations as they are kept: sessions, their messages, and the runs that answer them."""
