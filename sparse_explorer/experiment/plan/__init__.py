"""What is to be tried: configurations, presets, files of experiments, what they cost; without torch."""
