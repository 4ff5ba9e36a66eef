"""What is exibidos? A photo club that anyone can host; ARCHITECTURE.md shows its rooms."""
