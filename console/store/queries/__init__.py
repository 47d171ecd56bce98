"""The read side: plain SQL on the driver; never imports SQLAlchemy."""
