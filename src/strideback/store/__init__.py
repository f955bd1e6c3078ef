"""Diaries of many runners in a database: one append-only table.

load(runner, knowledge)      the diary as the core reads it, with the number of its last entry
append(runner, events, after=number, now=now)   adds, unless somebody else has added meanwhile
text(runner)                 the export: every line as it was told
bring_in(runner, text, …)    the import of a text diary
forget(runner)               everything of a runner, gone
"""
