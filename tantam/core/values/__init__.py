"""Plain values of a Vietnamese business: text, names, phones, money, days and working time.

Pure Python: no Django, no network, and no clock of its own but in `identifiers.new_uuid`.
"""
