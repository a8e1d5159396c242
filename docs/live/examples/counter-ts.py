from counting import Counter

class Loud(Counter):
    def __repr__(self):
        return super().__repr__().upper()

c = Loud(10, 5)
for _ in range(1000):
    c.next()
print(c)
print(c.next())
