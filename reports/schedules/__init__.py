"""Schedules: reports that come by themselves after every period, and who is told of them."""
