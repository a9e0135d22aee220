import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { StartFailure } from "@/server/lib/process/start-failure";

/** Below the ports of outgoing connections, so that no connection takes it while Postgres is down. */
const LOWEST = 15_000;
const HIGHEST = 29_999;
const TRIES_MAX = 100;

/** `wanted` if it is free, else another free port of the loopback interface. */
export async function freePort(wanted: number | undefined): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = tries === 0 && wanted !== undefined ? wanted : randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new StartFailure("no free port on 127.0.0.1 for the built-in database");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
