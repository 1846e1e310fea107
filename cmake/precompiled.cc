// Nothing: a target needs one source to carry a precompiled header.
