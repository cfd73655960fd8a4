"""The eval suite of lcassist: cases, metrics, runner, reports and gates.

It imports lcassist and is never imported by it; the command line finds ``lcassist eval`` by an entry
point.
"""
