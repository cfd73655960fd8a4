"""The reader: a small cross-encoder that reads a question together with a window of text.

``linearize`` writes passages and tables as the model's input and remembers where each sentence and cell stands,
``weights`` finds the model's files, ``model`` runs them, ``scores`` turns what comes out into probabilities.
"""
