"""The provider simulator: a real stateful HTTP server; imports nothing of the provider clients."""
