"""As drawn, as done: event logs, the drawing as a net, optimal alignments, deviations, the map of what is really done.

Pure: no Django, no clock of its own (instants and a stop watch are passed in), no network.
"""
