import leaking

print(leaking.total([1, 20, 300]))
