from settings import choose

CHOSEN = choose(None)
