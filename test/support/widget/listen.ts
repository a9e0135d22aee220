import type { Server } from "node:http";

/** Listens on a free port of this computer. Returns the address. */
export function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || !address) throw new Error("the server has no port");
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
