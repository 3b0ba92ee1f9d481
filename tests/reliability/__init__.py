"""The tables of docs/RELIABILITY.md, from what fault injection counted: no figure there is typed by hand."""
