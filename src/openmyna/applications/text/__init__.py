"""The text application (券面事項入力補助AP): Individual Number and four attributes as text."""
