"""The language of card and terminal: commands, responses, data objects, names of files, access rules."""
