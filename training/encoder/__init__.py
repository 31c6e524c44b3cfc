"""How the encoder that Stemma ships is trained: corpora, network, training, export, model card."""
