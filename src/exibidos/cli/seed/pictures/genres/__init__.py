"""Which genres does the club know? One painter per module: `paint(frame, mood)` gives the light and the film for it."""
