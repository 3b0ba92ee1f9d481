"""Images in, tensors out: the catalogue of data sets, reading and downloading them, and pixel noise."""
