"""The measurements of what a user waits for, each beside a reference from the same run; asserts nothing."""
