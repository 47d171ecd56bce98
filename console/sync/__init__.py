"""Keeps the store and the providers in step: coordinators, outbox, schedule; knows no Qt and no person."""
