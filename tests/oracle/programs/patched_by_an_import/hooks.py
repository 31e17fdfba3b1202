from unittest import mock

mock.patch("state.CONF", {"head": None}).start()
