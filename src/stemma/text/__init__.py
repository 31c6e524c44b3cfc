"""The ground every room stands on: spans, normalisation, words, shingles, alignment."""
