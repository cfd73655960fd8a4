"""Answers with a language model (optional): prose that passes the same verification as quotes do.

context (what the model is given) · prompt · client (how it is asked) · parse (what it says, statement by
statement) · check (whether its quotes carry that) · engine (puts them together).
"""
