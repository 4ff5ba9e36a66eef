"""What do pages share? The renderer, the frame around every page, and the pieces that more than one page shows."""
