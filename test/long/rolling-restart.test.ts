import { expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startMembers } from "@/test/guarantees/processes/cluster/members";
import { startProxy } from "@/test/guarantees/processes/cluster/proxy";
import { startRequests } from "@/test/guarantees/processes/cluster/steady-requests";
import { createTestDatabase } from "@/test/support/database/database";

const database = createTestDatabase();
const TOKEN = "a-token-of-an-administrator-of-these-tests";

test("two web processes behind a proxy that checks readiness restart in turn, and no request fails", async () => {
  const { url } = await database;
  const env = { DATABASE_URL: url, ADMIN_API_TOKEN: TOKEN, SEED: "empty", DRAIN_SECONDS: "2" };
  const members = await startMembers({ webs: 2, workers: 0, env });
  const proxy = await startProxy(
    members.map((member) => member.url),
    { checksReadiness: true },
  );
  const requests = await startRequests(proxy.url, TOKEN);
  for (const member of [...members, ...members]) {
    const before = requests.acknowledgedMs.length;
    const isServed = () => requests.acknowledgedMs.length > before + 20;
    expect(await waitUntil(isServed, { withinMs: 60_000 })).toBe(true);
    member.app.child.kill("SIGTERM");
    const { code, stdout } = await member.app.ended();
    expect(code, stdout).toBe(0);
    await member.restart();
    expect(await waitUntil(() => proxy.inRotation() === 2, { withinMs: 30_000 })).toBe(true);
  }
  await requests.stop();
  expect(requests.failures).toEqual([]);
}, 300_000);
