"""One module per version of the schema, named by its number; never edited once released."""
