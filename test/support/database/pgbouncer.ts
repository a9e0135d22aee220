import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { withConnection } from "@/server/lib/postgres/connection";
import { newClusterIdentity, spawnAs } from "@/server/lib/postgres/identity";
import { freePort } from "@/server/lib/postgres/launch";

export type PgBouncer = {
  /** The same database through the pooler. */
  url: string;
  /** Queries its console, such as `show pools`. */
  console<R>(question: string): Promise<R[]>;
};

export type PoolMode = keyof typeof POOL_SIZE;

/** The most connections to Postgres. In transaction mode fewer than the clients, so that they must share. */
export const POOL_SIZE = { transaction: 4, session: 20 };

/** A PgBouncer in front of a database of the test's Postgres; ended after the test. It refuses root, like Postgres. */
export async function startPgBouncer(
  program: string,
  { url, mode }: { url: string; mode: PoolMode },
): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), "tickline-pgbouncer-"));
  chmodSync(folder, 0o711);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { hostname, port, username, password } = new URL(url);
  const own = await freePort(undefined);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o644 }); // a password of this test only
    return join(folder, name);
  };
  const users = file("users.txt", `"${username}" "${password}"\n`);
  const config = file(
    "pgbouncer.ini",
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
admin_users = ${username}
pool_mode = ${mode}
default_pool_size = ${POOL_SIZE[mode]}
max_client_conn = 500
`,
  );
  const child = spawn(program, ["-q", config], { ...spawnAs(newClusterIdentity()), stdio: "ignore" });
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGINT");
    await ended;
  });
  const pooled = Object.assign(new URL(url), { port: String(own) }).href;
  const queryConsole = async <R>(text: string): Promise<R[]> => {
    const url = Object.assign(new URL(pooled), { pathname: "/pgbouncer" }).href;
    const { rows } = await withConnection(url, (client) => client.query(text));
    return rows as R[]; // the caller names the row's type
  };
  const isUp = () =>
    queryConsole("show version").then(
      () => true,
      () => false,
    );
  if (!(await waitUntil(isUp, { withinMs: 10_000 })))
    throw new Error(`PgBouncer did not start: ${readFileSync(config, "utf8")}`);
  return { url: pooled, console: queryConsole };
}
