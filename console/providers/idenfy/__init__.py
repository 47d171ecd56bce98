"""iDenfy: sessions made by token, results announced by signed webhooks."""
