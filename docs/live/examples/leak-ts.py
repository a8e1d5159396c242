import hoarder

hoarder.hoard("a thing")
hoarder.hoard("another")
print(hoarder.count())
