"""Iron: customers with identifications, a hosted link each, decided by Iron; no report resource."""
