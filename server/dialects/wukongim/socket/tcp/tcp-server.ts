import { createServer, type Server } from "node:net";
import type { WukongimSocket } from "@/server/dialects/wukongim/socket/socket";
import { createTcpLimits, type TcpLimits } from "./tcp-limits";

/** The binary protocol over TCP. */
export type TcpServer = {
  /** To be listened with. */
  server: Server;
  /** Ends every connection and the listener. Resolves when what devices acknowledged is saved. */
  close(): Promise<void>;
};

export function createTcpServer(
  { accept, flush }: Pick<WukongimSocket, "accept" | "flush">,
  limits: TcpLimits,
): TcpServer {
  const admit = createTcpLimits(limits);
  const open = new Set<() => void>();
  const server = createServer({ noDelay: true }, (socket) => {
    const place = admit(socket.remoteAddress ?? "unknown");
    if (!place) return void socket.destroy();
    const end = accept(socket, place.connected);
    open.add(end);
    socket.once("close", () => {
      open.delete(end);
      place.leave();
    });
  });
  return {
    server,
    async close() {
      server.close();
      for (const end of [...open]) end();
      await flush();
    },
  };
}
