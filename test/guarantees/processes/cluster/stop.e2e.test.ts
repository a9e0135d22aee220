import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase } from "@/test/support/database/database";
import { startLoad } from "./load";
import { startMembers, watchHealth } from "./members";
import { readLogEnd, verifyDatabase } from "./verify";

const database = createTestDatabase();
const TOKEN = "a-token-of-an-administrator-of-these-tests";

test("a process under load stamps what its last requests committed before SIGTERM ends it", async () => {
  const { url } = await database;
  const env = { DATABASE_URL: url, ADMIN_API_TOKEN: TOKEN, SEED: "empty" };
  const [member] = await startMembers({ webs: 1, workers: 0, env });
  if (!member) throw new Error("there must be one process");
  const straight = openDatabase({ url, max: 1 });
  onTestFinished(() => straight.close());
  const load = await startLoad({ url: member.url, token: TOKEN, seed: 4, conversations: 4 });
  const health = watchHealth([member]);
  expect(await waitUntil(() => load.promised.sends.size > 20, { withinMs: 60_000 })).toBe(true);

  expect(health.stop()).toEqual([]);
  member.app.child.kill("SIGTERM");
  const { code, stdout } = await member.app.ended();
  expect(code, stdout).toBe(0);
  expect((await readLogEnd(straight)).waiting).toBe(0); // and no other process runs
  await load.stop();
  await verifyDatabase(straight, load.promised);
}, 120_000);
