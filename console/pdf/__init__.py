"""PDF pages as pixels and text, made by a process of its own; holds no key and opens no connection."""
