"""Tools to run a checkout on a developer's machine: environment, database, processes, message catalogs."""
