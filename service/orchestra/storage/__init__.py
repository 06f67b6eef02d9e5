"""Durable state: the engine, the tables, and the migrations between their versions."""
