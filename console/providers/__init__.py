"""Four identity-verification providers behind one contract; each sub-package is bytes in, values out."""
