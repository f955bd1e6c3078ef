"""The musculoskeletal model: poses to muscle lengths, pictures and 3D.  Needs `strideback[anatomy]`.

The rest of strideback does without it: the pictures and the measured figures are shipped.
"""
