from state import s

x = s.p
