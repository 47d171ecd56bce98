"""Values as Qt item models; they hold windows of rows and never ask a service directly."""
