"""How is each process composed? Roots for web, api, media, worker and scheduler, and the one table of reactions."""
