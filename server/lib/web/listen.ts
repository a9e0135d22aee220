import { once } from "node:events";
import type { Server } from "node:net";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";

/** Where to listen; port 0 takes a free one. */
export type Address = { host: string; port: number };

/** Connections that wait to be accepted: Node's 511 is too few for thousands of browsers that reconnect together. */
export const BACKLOG = 4_096;

/**
 * Listens, and returns the address for a local browser.
 * @throws StartFailure when it cannot listen.
 */
export async function listen(server: Server, { host, port }: Address): Promise<string> {
  try {
    server.listen({ port, host, backlog: BACKLOG });
    await once(server, "listening");
  } catch (error) {
    throw new StartFailure(listenFault(error, host, port));
  }
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return localUrl({ host, port: bound });
}

/** The address for a local browser of who listens there. */
export function localUrl({ host, port }: Address): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Why the server cannot listen, and what to change. */
function listenFault(error: unknown, host: string, port: number): string {
  const code = codeOf(error);
  if (code === "EADDRINUSE")
    return `port ${port} on ${host} is taken by another program: stop it, or set PORT`;
  if (code === "EACCES") return `port ${port} on ${host} needs more rights: set PORT to 1024 or above`;
  return `cannot listen on ${host}:${port} (HOST, PORT): ${reasonOf(error)}`;
}
