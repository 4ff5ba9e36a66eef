"""Who and what fills an empty development club? Members and pictures that the program makes itself."""
