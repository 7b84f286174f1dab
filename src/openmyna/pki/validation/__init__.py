"""The decision whether to believe a certificate: pure and synchronous, over evidence gathered before, at a stated instant.

`decide` is for leaves one step below an authority of ours; chains of other people go to `foreign`.
"""
