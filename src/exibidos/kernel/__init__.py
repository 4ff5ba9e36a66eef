"""Which words do all rooms share? Pure ones, without I/O: ids, clock, errors, actors, paging, names, signing."""
