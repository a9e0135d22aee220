import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { openStream } from "@/test/support/clients/live-stream";
import { createTestDatabase } from "@/test/support/database/database";
import { SECRET, startMembers } from "./members";
import { sessionCookie } from "./reader";

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
  await vi.waitFor(
    async () => {
      if (!stream.frames().some((frame) => frame.topics === 7)) await ask();
      expect(stream.frames().map((frame) => frame.topics)).toContain(7);
    },
    { timeout: 30_000, interval: 500 },
  );
}, 120_000);
