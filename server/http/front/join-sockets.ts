import type { Sockets } from "./front";

/** Several kinds of sockets as one: each serves its own addresses. */
export const joinSockets = (kinds: readonly Sockets[]): Sockets => ({
  matches: (url) => kinds.some((kind) => kind.matches(url)),
  upgrade(req, socket, head) {
    const kind = kinds.find(({ matches }) => matches(req.url ?? ""));
    if (kind) kind.upgrade(req, socket, head);
    else socket.destroy();
  },
  async close() {
    await Promise.all(kinds.map((kind) => kind.close()));
  },
});
