import type { Server } from "node:http";
import type { Socket } from "node:net";
import { waitUntil } from "@/server/lib/async/wait-until";

/** An accepted connection without a request yet has this long to send it when the server stops, in ms. */
const FIRST_REQUEST_MS = 1_000;

export type OpenConnections = {
  /** Resolves when every request was answered, also that of a connection just accepted; at the latest after `withinMs`. */
  settled(withinMs: number): Promise<void>;
};

/** Counts the requests in flight of a server, and the connections that have not sent one yet. */
export function watchConnections(server: Server): OpenConnections {
  const unused = new Set<Socket>();
  let inFlight = 0;
  server.on("connection", (socket) => {
    unused.add(socket.once("close", () => unused.delete(socket)));
  });
  server.on("request", (req, res) => {
    unused.delete(req.socket);
    inFlight += 1;
    res.once("close", () => (inFlight -= 1));
  });
  server.on("upgrade", (req) => void unused.delete(req.socket));
  return {
    async settled(withinMs) {
      const fromMs = performance.now();
      const hasUnused = () => unused.size > 0 && performance.now() - fromMs < FIRST_REQUEST_MS;
      await waitUntil(
        () => {
          server.closeIdleConnections();
          return inFlight === 0 && !hasUnused();
        },
        { withinMs },
      );
    },
  };
}
