"""Makes the classes of `pymdm.schema` of Apple's schema files; `tools/generate_schema.py` is the door.

Read in this order: `tree` (a file as it says it), `overlay` (what the files lack), `names`, `plan` (which
dictionary becomes which class), `rows` (availability), `layout` (Python as ruff formats it), `modules`
and `index` (the files that are written).
"""
