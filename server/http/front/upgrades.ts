import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { findBadField } from "@/server/http/_request/damaged-requests";

/** Takes a connection over. */
export type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Passes connections that become something else to what `find` names, and ends all others. Returns a function that cuts
 * those that are open.
 */
export function serveUpgrades(server: Server, find: (url: string) => Upgrade | undefined): () => void {
  const open = new Set<Duplex>();
  server.on("upgrade", (req, socket, head) => {
    open.add(socket.once("close", () => open.delete(socket)));
    socket.on("error", () => socket.destroy()); // node removed its own listener: one reset would end the process
    const upgrade = findBadField(req) === null ? find(req.url ?? "") : undefined;
    if (upgrade) upgrade(req, socket, head);
    else socket.destroy();
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
