import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "@/server/lib/web/listen";
import { openStandInCore } from "@/test/support/network/stand-in-core";
import { createCoreState } from "./core-state";
import { createIntake, type Intake } from "./intake";
import { createBodyBudget } from "./read-body";
import { createSpoolServer } from "./server";
import { createSpoolMetrics } from "./spool-metrics";
import { openUpstream } from "./upstream";
import { createWaitingLine } from "./waiting-line";

/** A server over these parts, without a disk. */
async function openServer({ append, intake }: { append?: () => Promise<never>; intake?: Intake }) {
  const stopped = await openStandInCore();
  await stopped.stop();
  const logged: string[] = [];
  const log = pino({ level: "error" }, { write: (line) => void logged.push(line) });
  const line = createWaitingLine();
  const core = createCoreState({ log, pace: { firstMs: 5, lastMs: 20 }, now: () => performance.now() });
  const upstream = openUpstream(stopped.url);
  const metrics = createSpoolMetrics();
  const bodies = createBodyBudget({ oneMax: 1_000, allMax: 2_000 });
  const segments = { append: append ?? (() => Promise.reject(new Error("nothing is kept"))) };
  const parts = { line, segments, upstream, core, bodies, metrics, log, wake: () => undefined };
  const state = {
    waiting: line.size,
    oldestAt: line.oldestAt,
    bytes: () => 0,
    bytesMax: 1_000_000,
    aside: () => 0,
    damaged: () => 0,
    bodyBytes: bodies.bytes,
    isAway: core.isAway,
  };
  const spool = createSpoolServer({
    intake: intake ?? createIntake(parts),
    upstream,
    core,
    metrics,
    state,
    metricsToken: undefined,
    log,
  });
  const url = await listen(spool.server, { host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await spool.drain(0);
    upstream.close();
  });
  return { url: `${url}/channels/email/a`, logged, line };
}

test.each([
  ["ENOSPC", "spool.full", 0],
  ["EDQUOT", "spool.full", 0],
  ["EIO", "spool.not_written", 1],
])("a request that the disk refuses with %s is not accepted: 503 %s", async (fault, code, errors) => {
  const append = () => Promise.reject(Object.assign(new Error("write failed"), { code: fault }));
  const { url, logged, line } = await openServer({ append });
  for (const _ of [1, 2]) {
    const answer = await fetch(url, { method: "POST", body: "mail" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await answer.json()).error).toEqual({ code, message: expect.stringMatching(/^[A-Z].*\.$/) });
  }
  expect(line.size()).toBe(0);
  expect(logged).toHaveLength(2 * errors);
});

test("a request that fails in the spool itself is logged, and ends", async () => {
  const { url, logged } = await openServer({ intake: () => Promise.reject(new Error("a fault of ours")) });
  await expect(fetch(url, { method: "POST", body: "mail" })).rejects.toThrow();
  expect(logged.join()).toContain("a fault of ours");
});
