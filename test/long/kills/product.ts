import { onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { type Member, startMembers } from "@/test/guarantees/processes/cluster/members";
import { temporaryDataDir } from "@/test/support/processes/app-process";

export const VICTIMS = ["app", "worker", "postgres"] as const;
export type Victim = (typeof VICTIMS)[number];

export type Product = {
  url: string;
  token: string;
  database: Database;
  /** `kill -9`, then starts it again; resolves when it is ready. */
  kill(victim: Victim): Promise<void>;
  /** Stops the app by SIGSTOP until `work` is done. */
  stall(work: () => Promise<unknown>): Promise<void>;
};

const TOKEN = "of-the-test-that-kills-and-long-enough";
const WITHIN = { withinMs: 60_000 };

/** The product as three processes: app, worker and their own Postgres. They end with the test. `env` goes to app and worker. */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const dataDir = temporaryDataDir();
  makeDataDir(dataDir);
  const postgres = await startEmbeddedPostgres(dataDir);
  onTestFinished(() => postgres.stop());
  const database = openDatabase({ url: postgres.urls.owner, max: 2, onIdleError: () => undefined });
  onTestFinished(() => database.close());
  const [app, worker] = await startMembers({
    webs: 1,
    workers: 1,
    env: {
      DATABASE_URL: postgres.urls.app,
      DATABASE_WORKER_URL: postgres.urls.worker,
      DATABASE_OWNER_URL: postgres.urls.owner,
      ADMIN_API_TOKEN: TOKEN,
      SEED: "empty",
      WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
      ...env,
    },
  });
  if (!app || !worker) throw new Error("there must be two processes");
  return {
    url: app.url,
    token: TOKEN,
    database,
    kill: (victim) =>
      victim === "postgres" ? killPostgres(postgres) : again(victim === "app" ? app : worker),
    stall: (work) => stall(app, work),
  };
}

async function stall({ app }: Member, work: () => Promise<unknown>): Promise<void> {
  app.child.kill("SIGSTOP");
  try {
    await work();
  } finally {
    app.child.kill("SIGCONT");
  }
}

async function again(member: Member): Promise<void> {
  await member.kill();
  await member.restart();
}

/** Restarts Postgres as the product restarts its built-in one. */
async function killPostgres(postgres: EmbeddedPostgres): Promise<void> {
  const killed = postgres.pid();
  process.kill(killed, "SIGKILL");
  const isBack = () => postgres.pid() !== killed && postgres.isUp();
  if (!(await waitUntil(isBack, WITHIN))) throw new Error("Postgres did not come back");
}
