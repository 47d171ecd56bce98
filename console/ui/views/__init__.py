"""What fills the window's panes; the only parts, with dialogs, that are handed services."""
