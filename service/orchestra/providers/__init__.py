"""Where answers come from: one Protocol (`base`) and its implementations, which only the container names."""
