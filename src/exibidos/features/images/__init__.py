"""What is a photo, who may see it, how does it come in and go out? The door of images."""
