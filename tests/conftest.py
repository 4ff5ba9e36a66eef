"""Which fixtures may every test ask for? One plugin per source of them."""

pytest_plugins = ["fixtures_engines"]
