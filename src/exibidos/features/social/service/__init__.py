"""Which verbs does social know?"""
