"""Reading of languages whose verb stands in the middle of the clause: Russian and English.

Kazakh closes a clause with its verb, so there the last words decide; here the first finite verb of the main clause
does, prepositions stand before what they limit, and an office has its attributes behind it.
"""
