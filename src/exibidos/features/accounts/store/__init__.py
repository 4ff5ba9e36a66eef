"""Which SQL, and which keys of Valkey, hold people and their sessions?"""
