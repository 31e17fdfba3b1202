plain_head = None
