from state import go

x = list(map(go, "a"))
