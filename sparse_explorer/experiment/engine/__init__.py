"""Networks, training, evaluation, inspection, devices: all that computes with torch."""
