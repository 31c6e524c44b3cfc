"""How the judge of copies is trained: pairs, mechanical edits, network."""
