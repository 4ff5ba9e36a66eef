"""Which verbs do accounts know?"""
