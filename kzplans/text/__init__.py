"""Words, sentences and their forms. Nothing here knows a city, a number or a rule of the subject."""
