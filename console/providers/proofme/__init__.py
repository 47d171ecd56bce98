"""Proofme: identifications shared from the customer's app, results encrypted for the organisation."""
