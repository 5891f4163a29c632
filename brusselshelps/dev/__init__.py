"""What a checkout needs to run on a machine of one's own: environment, database, programs, catalogs."""
