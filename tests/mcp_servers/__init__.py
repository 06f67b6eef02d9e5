"""MCP servers of the official SDK's kind, for tests: processes of their own with real tools."""
