import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";

/** Held for the life of the process. The system releases it however the process ends. */
export type DataDirLock = { release(): Promise<void> };

/**
 * Ensures that one app runs on this data folder. It distinguishes a running app from a Postgres that outlived its app,
 * which a process list cannot. The lock is a listening local socket: unlike a pid file it cannot be stale, and its
 * holder answers with its pid.
 * @throws StartFailure if another app holds it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const home = realpathSync(dataDir);
  const address = addressOf(home);
  const server = createServer((socket) => socket.on("error", () => undefined).end(String(process.pid)));
  if (await listens(server, address)) return lockHeldBy(server);
  const holder = await queryHolder(address);
  if (holder === undefined && process.platform !== "linux" && process.platform !== "win32") {
    rmSync(address, { force: true }); // a socket file outlives its process
    if (await listens(server, address)) return lockHeldBy(server);
  }
  throw new StartFailure(
    `Tickline is already running on the data folder ${home}${holder ? ` (process ${holder})` : ""}: stop it, give this one another DATA_DIR, or let both use one DATABASE_URL`,
  );
}

function lockHeldBy(server: Server): DataDirLock {
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** An unguessable name, so that no other program can occupy it. */
function addressOf(home: string): string {
  const secret = storedSecret(home, "lock-name");
  const name = `tickline-${createHash("sha256").update(`${home}\n${secret}`).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

async function listens(server: Server, address: string): Promise<boolean> {
  try {
    server.listen(address);
    await once(server, "listening");
    return true;
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return false;
    throw new StartFailure(`cannot lock the data folder: ${reasonOf(error)}`);
  }
}

/** The pid of the lock's holder; undefined if there is no answer. */
async function queryHolder(address: string): Promise<string | undefined> {
  const socket = connect(address);
  socket.setTimeout(1000, () => socket.destroy());
  let pid = "";
  try {
    for await (const chunk of socket) pid += String(chunk);
  } catch {
    return undefined;
  }
  return pid || undefined;
}
