"""Chinese texts as they stand in code and templates, in the other languages: by catalogs, so that
nothing needs to be marked where it is written. See docs/languages.md."""
