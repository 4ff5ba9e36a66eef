"""Who is this person, and how do they prove it? The door of accounts."""
