"""Values in, bytes out: tables as CSV, spreadsheet and JSON Lines; knows no store, no service and no window."""
