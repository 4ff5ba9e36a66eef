"""What can a host type? One module per command."""
