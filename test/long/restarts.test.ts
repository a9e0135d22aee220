import type pg from "pg";
import { expect, test } from "vitest";
import { connectTo, postgresPid } from "@/test/support/database/debian-program";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

const ROUNDS = 12;
const VICTIMS = ["app", "postgres", "both"] as const;

test(`${ROUNDS} kills under load: acknowledged changes remain, and the app recovers`, async () => {
  const dataDir = temporaryDataDir();
  let app = startApp({ DATA_DIR: dataDir });
  await app.ready();
  const acknowledged: number[] = [];
  await query("create table written (n int primary key)");

  for (let round = 0; round < ROUNDS; round += 1) {
    const victim = VICTIMS[round % VICTIMS.length];
    const before = acknowledged.length;
    const writing = writeUntilCut(await connectTo(dataDir), round * 1_000_000);
    await expect.poll(() => acknowledged.length).toBeGreaterThan(before + 50);
    if (victim !== "postgres") app.child.kill("SIGKILL");
    if (victim !== "app") process.kill(postgresPid(dataDir), "SIGKILL");
    if (victim !== "postgres") {
      await app.ended();
      app = startApp({ DATA_DIR: dataDir });
      await app.ready();
    }
    await writing;
    const read = () => query("select n from written").catch(() => undefined);
    await expect.poll(async () => (await read())?.length, { timeout: 30_000 }).toBeDefined();
    await expect.poll(() => app.health(), { timeout: 30_000 }).toBe("ok");
    const kept = new Set((await query("select n from written")).map((row) => row["n"]));
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
  }

  async function writeUntilCut(client: pg.Client, from: number): Promise<void> {
    try {
      for (let n = from; ; n += 1) {
        await client.query("insert into written values ($1)", [n]);
        acknowledged.push(n);
      }
    } catch {
      await client.end().catch(() => undefined);
    }
  }

  async function query(statement: string): Promise<Record<string, unknown>[]> {
    const client = await connectTo(dataDir);
    const { rows } = await client.query(statement);
    await client.end();
    return rows;
  }
}, 300_000);
