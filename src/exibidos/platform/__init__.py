"""How do we reach the outside world? Settings, database, jobs, storage, cache, engines and the rest, one module each."""
