"""What an agent may use besides the model: one Protocol (`base`) and MCP servers (`mcp`), which the container names."""
