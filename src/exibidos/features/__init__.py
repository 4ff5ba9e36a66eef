"""What can people do here? One folder per feature, on a staircase that .importlinter holds."""
