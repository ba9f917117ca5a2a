"""How does it read in English?"""
