"""One uvicorn server on a socket that is ours, in a loop that is ours: begun, told to end, and cleared away."""

import socket
from collections.abc import Callable

import uvicorn


class Serving:
    """`end` may be called in the loop, also from a signal's callback."""

    def __init__(self, config: uvicorn.Config, taken: socket.socket) -> None:
        self._server = uvicorn.Server(config)
        self._socket = taken

    def end(self) -> None:
        """Take no more callers; what is under way is finished."""
        self._server.should_exit = True

    async def run(self, begun: Callable[[], None]) -> None:
        """Serve until told to end; `begun` is called when the first caller would be answered."""
        config, server = self._server.config, self._server
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[self._socket])
        if server.should_exit:
            msg = "the application did not start"
            raise RuntimeError(msg)
        begun()
        await server.main_loop()
        await server.shutdown(sockets=[self._socket])
        for connection in tuple(server.server_state.connections):
            # Whoever is still there did not take what was sent, for longer than the grace.
            connection.transport.abort()
