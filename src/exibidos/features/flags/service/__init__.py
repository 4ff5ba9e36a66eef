"""Which verbs do flags know?"""
