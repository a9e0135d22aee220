import { once } from "node:events";
import { expect } from "vitest";
import { startApp } from "@/test/support/processes/app-process";
import {
  expectSameAsLists,
  hasCaughtUp,
  type LoggedEvent,
  linesOf,
  openTalk,
  readLog,
  type SendRequest,
  startConsumer,
  startProduct,
  startProductOn,
  storedIn,
  WITHIN,
} from "./consumer-scene";
import { randomOf } from "./random";

const LOAD_WRITERS = 3;
const WRITES_BETWEEN = 40;

/**
 * Runs the consumer of docs/consume against the product under load, kills one of them at random `kills` times, and
 * compares its state with the log. Everything acknowledged must be in it, once.
 */
export async function runConsumer({ kills, seed }: { kills: number; seed: number }): Promise<void> {
  const random = randomOf(seed);
  const { request, product, hook, state, env: own, ...started } = await startProductOn(["*"], {});
  let { app } = started;
  const env = { ...own, RECONCILE_SECONDS: "2" };
  let consumer = startConsumer(env);
  const written: string[] = [];
  const { path, purge } = await openTalk(request);

  for (let round = 0; round < kills; round++) {
    const before = written.length;
    const load = Promise.all(
      Array.from({ length: LOAD_WRITERS }, (_, writer) =>
        write(request, path, `${round}.${writer}`, written),
      ),
    );
    await expect.poll(() => written.length, WITHIN).toBeGreaterThan(before + WRITES_BETWEEN * random());
    if (random() < 0.5) {
      app.child.kill("SIGKILL");
      await app.ended();
      app = startApp(product);
      await app.ready();
    } else {
      consumer.kill("SIGKILL");
      await once(consumer, "exit");
      consumer = startConsumer(env);
    }
    await load;
  }
  await (await purge()).isConfirmed();
  await expectAgreement(request, { hook, state, written });
}

/** Runs it without pushed events: after `trigger` it must read the whole log. */
export async function runWithoutPushes(
  trigger: (known: { hook: string; secret: string; lastSeq: number }) => Promise<unknown>,
  silenceSeconds: string,
): Promise<void> {
  const { request, env, hook, secret } = await startProduct(["team.created"]);
  startConsumer({ ...env, RECONCILE_SECONDS: "900", SILENCE_SECONDS: silenceSeconds });
  // The event of creating the endpoint may not be stamped yet.
  await hasCaughtUp(request, hook);
  const head = async () => (await readLog(request)).at(-1)?.seq ?? 0;
  const before = await head();
  await openTalk(request);
  await expect.poll(head, WITHIN).toBeGreaterThan(before + 3);
  const lastSeq = await head();
  await trigger({ hook, secret, lastSeq });
  await hasCaughtUp(request, hook);
}

/** Writes until a request fails, `WRITES_BETWEEN` messages at most. */
async function write(request: SendRequest, path: string, mark: string, written: string[]): Promise<void> {
  for (let n = 0; n < WRITES_BETWEEN; n++) {
    const content = `${mark}.${n}`;
    const isWritten = await request(`${path}/messages`, { content, direction: "in" }).then(
      () => true,
      () => false,
    );
    if (!isWritten) return;
    written.push(content);
  }
}

type Result = { hook: string; state: string; written: readonly string[] };

async function expectAgreement(request: SendRequest, { hook, state, written }: Result): Promise<void> {
  await hasCaughtUp(request, hook);
  const log = await readLog(request);
  const stored = storedIn(state);
  const marks = (events: readonly LoggedEvent[]) =>
    events.map(({ seq, id, type, hash }) => `${seq} ${id} ${type} ${hash}`);
  expect(marks(stored.toSorted((a, b) => a.seq - b.seq))).toEqual(marks(log)); // all of it, each once
  const contents = new Set(stored.map(({ data }) => data?.["content"]));
  expect(written.filter((content) => !contents.has(content))).toEqual([]);
  expect(linesOf(state).some((line) => line.includes("a secret"))).toBe(false);
  await expectSameAsLists(request, hook);
}
