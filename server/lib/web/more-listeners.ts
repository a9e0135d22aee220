import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { BACKLOG } from "./listen";

/** Listeners that accept for a server beside its own. */
export type MoreListeners = {
  /** Resolves when all accept; rejects when some could not be had, while the others accept. */
  added: Promise<void>;
  /** They accept no new connections. */
  close(): void;
};

/** Sends the listening socket that it was sent back, so many times. It ends with the process that started it. */
const DUPLICATE = `process.on("disconnect", () => process.exit());
process.on("message", ({ count }, socket) => {
  if (!socket) process.exit();
  let left = count;
  const onSent = () => --left === 0 && process.exit();
  for (let i = 0; i < count; i++) process.send("duplicate", socket, onSent);
});`;

/**
 * Accepts the connections of a listening server by `count` more listeners on the same socket, and passes them to `accept`.
 *
 * Since libuv 1.45 (Node 20) a listener accepts one connection in each turn of the event loop. Under load a turn takes tens of
 * milliseconds, and a thousand browsers that reconnect together wait for a thousand turns. Node has no call that duplicates a
 * socket, but a socket that was sent to another process and back is a duplicate; hence the short-lived process. It gets the
 * bare socket: a `net.Server` would accept connections there, and lose them.
 */
export function addListeners(server: Server, count: number, accept: (socket: Socket) => void): MoreListeners {
  const open: Server[] = [];
  let isClosed = false;
  const child: ChildProcess = spawn(process.execPath, ["-e", DUPLICATE], {
    env: { NODE_ENV: "production" }, // nothing of this process
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.on("message", (_message, duplicate) => {
    // As Node's own HTTP server has them.
    const more = createServer({ allowHalfOpen: true, noDelay: true }, accept);
    open.push(more.on("error", () => more.close()).listen(duplicate, BACKLOG));
    if (isClosed) more.close();
  });
  return {
    added: run(child, { server, count }).then(() => {
      if (open.length < count && !isClosed)
        throw new Error(`${open.length} of ${count} listeners were added`);
    }),
    close() {
      isClosed = true;
      for (const more of open) more.close();
    },
  };
}

/** Sends the socket, and waits until the process has ended. */
async function run(child: ChildProcess, { server, count }: { server: Server; count: number }): Promise<void> {
  const closed = once(child, "close"); // after all its messages; rejects if it could not be started
  const socket = Reflect.get(server, "_handle");
  child.send({ count }, socket, (error) => error && child.kill());
  await closed;
}
