"""Which SQL asks for and writes what is between people?"""
