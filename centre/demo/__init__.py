"""Demo content: what the site looks like once staff have filled it.

The texts are data, one module a subject; `loader` puts them into the database when
`manage.py load_demo` is run, and never otherwise. People, partners and addresses are
examples (example.org).
"""
