import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { openStream } from "@/test/support/clients/live-stream";
import { createTestDatabase } from "@/test/support/database/database";
import { waitFor } from "@/test/support/wait-for";
import { startLoad } from "./load";
import { SECRET, startMembers, watchHealth } from "./members";
import { sessionCookie } from "./reader";
import { readLogEnd, verifyDatabase } from "./verify";

describe("stop", () => {
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
    expect(await waitUntil(() => load.promised.sends.size > 20, { withinMs: 90_000 })).toBe(true);

    expect(health.stop()).toEqual([]);
    member.app.child.kill("SIGTERM");
    const { code, stdout } = await member.app.ended();
    expect(code, stdout).toBe(0);
    expect((await readLogEnd(straight)).waiting).toBe(0); // and no other process runs
    await load.stop();
    await verifyDatabase(straight, load.promised);
  }, 120_000);
});

describe("topics", () => {
  const database = createTestDatabase();

  test("topics requested from one process change the stream of another", async () => {
    const env = { DATABASE_URL: (await database).url, SEED: "empty" };
    const [one, other] = await startMembers({ webs: 2, workers: 0, env });
    if (!one || !other) throw new Error("there must be two processes");
    const cookie = await sessionCookie(SECRET, 1);
    const connectionId = randomUUID();
    const stream = await openStream({ url: one.url }, { cookie, input: { connectionId } });
    await stream.until(() => stream.lastEventId() !== null);

    const topics = { views: [], conversations: [], counters: true };
    const request = { connectionId, topics, after: stream.lastEventId(), revision: 7 };
    const ask = async () => {
      const answer = await fetch(`${other.url}/api/trpc/topics.set`, {
        method: "POST",
        headers: { cookie, origin: other.url, "content-type": "application/json" },
        body: JSON.stringify({ json: request }),
      });
      expect(answer.status, await answer.text()).toBe(200);
    };
    // Pages ask again, because a process may not hear the others yet.
    await waitFor(
      async () => {
        if (!stream.frames().some((frame) => frame.topics === 7)) await ask();
        expect(stream.frames().map((frame) => frame.topics)).toContain(7);
      },
      { timeout: 30_000, interval: 500 },
    );
  }, 120_000);
});
