"""Which verbs do images know?"""
