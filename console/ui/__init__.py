"""The window: everything Qt. Talks to services only; never to providers, store, vault or the network."""
