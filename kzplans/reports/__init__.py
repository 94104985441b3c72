"""Reports: statements grouped, ordered and counted. Pure: the same statements and day give the same report."""
