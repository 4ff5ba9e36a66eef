"""Which verbs have profiles?"""
