import { createServer, type Socket } from "node:net";
import { type Address, listen } from "@/server/lib/web/listen";
import { createFront, type Front, type FrontOptions } from "./front";

/**
 * Listens for several web processes: `pass` hands each connection to one of them. While it cannot, this process answers it
 * with 503, so the front that is returned is never opened.
 * @throws StartFailure when it cannot listen.
 */
export async function openSharedPort(
  options: FrontOptions & Address,
  pass: (socket: Socket) => boolean,
): Promise<Front> {
  const { server: _, ...front } = createFront(options);
  const port = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    if (!pass(socket)) front.accept(socket);
  });
  return {
    ...front,
    url: await listen(port, options),
    async drain(withinMs) {
      port.close();
      await front.drain(withinMs);
    },
  };
}
