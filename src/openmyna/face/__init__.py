"""The face: what is printed on a card, drawn as vector outlines, pixels and pages. It knows neither chip nor reader.

It takes values of the identity room and gives pictures; which card they belong to is another room's affair.
"""
