"""One coroutine per verb a user knows; the only thing the window and the command line talk to; knows no Qt."""
