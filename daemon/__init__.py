"""The running thing: the ways in, the way out, the clock, the command line, the wiring."""
