"""Checkout.com Identities: applicants, identity verifications with attempts, PDF reports; no list of any kind."""
