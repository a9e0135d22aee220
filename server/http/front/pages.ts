import { createServer } from "node:http";
import { join } from "node:path";
import type { Pages } from "./front";
import { serveStatic } from "./static-files";

/**
 * Starts Next. It listens to the `upgrade` event of the server it is given and ends sockets that are not its own,
 * so it gets a separate server, which receives only what is passed on.
 * The environment (NODE_ENV, NEXTAUTH_*) must be complete before this call.
 */
export async function openPages({
  isDev,
  host,
  port,
}: {
  isDev: boolean;
  host: string;
  port: number;
}): Promise<Pages> {
  const { default: next } = await import("next");
  const decoy = createServer();
  const app = next({ dev: isDev, dir: process.cwd(), hostname: host, port, httpServer: decoy });
  await (isDev ? app.prepare() : withoutLines(() => app.prepare()));
  const handle = app.getRequestHandler();
  const serve: Pages["serve"] = (req, res) => handle(req, res);
  return {
    serve: isDev ? serve : serveStatic(join(process.cwd(), ".next", "static"), serve),
    upgrade: (req, socket, head) => decoy.emit("upgrade", req, socket, head),
  };
}

/** While it prepares, Next writes a line for people to stdout, where the log is lines of JSON. */
async function withoutLines(prepare: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await prepare();
  } finally {
    console.log = log;
  }
}
