"""Which SQL asks for and writes what profiles own?"""
