"""Which verbs does notifications know? Tell, look, wish, watch."""
