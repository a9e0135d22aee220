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
 * compares what it has with the log. Everything that was acknowledged must be there, once.
 */
export async function runConsumer({ kills, seed }: { kills: number; seed: number }): Promise<void> {
  const random = randomOf(seed);
  const { ask, product, hook, state, env: own, ...started } = await startProductOn(["*"], {});
  let { app } = started;
  const env = { ...own, RECONCILE_SECONDS: "2" };
  let consumer = startConsumer(env);
  const written: string[] = [];
  const { path, purge } = await openTalk(ask);

  for (let round = 0; round < kills; round++) {
    const before = written.length;
    const load = Promise.all(
      Array.from({ length: LOAD_WRITERS }, (_, writer) => write(ask, path, `${round}.${writer}`, written)),
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
  await expectAgreement(ask, { hook, state, written });
}

/** Runs it where nothing of what happens is pushed: by what `how` does it must find all that is in the log. */
export async function runUntold(
  how: (told: { hook: string; secret: string; lastSeq: number }) => Promise<unknown>,
  silenceSeconds: string,
): Promise<void> {
  const { ask, env, hook, secret } = await startProduct(["team.created"]);
  startConsumer({ ...env, RECONCILE_SECONDS: "900", SILENCE_SECONDS: silenceSeconds });
  // What the endpoint's own making tells may still be on its way into the log.
  await hasCaughtUp(ask, hook);
  const head = async () => (await readLog(ask)).at(-1)?.seq ?? 0;
  const before = await head();
  await openTalk(ask);
  await expect.poll(head, WITHIN).toBeGreaterThan(before + 3);
  const lastSeq = await head();
  await how({ hook, secret, lastSeq });
  await hasCaughtUp(ask, hook);
}

/** Writes until the product is gone, or enough. */
async function write(ask: SendRequest, path: string, mark: string, written: string[]): Promise<void> {
  for (let n = 0; n < WRITES_BETWEEN; n++) {
    const content = `${mark}.${n}`;
    const isWritten = await ask(`${path}/messages`, { content, direction: "in" }).then(
      () => true,
      () => false,
    );
    if (!isWritten) return;
    written.push(content);
  }
}

type Result = { hook: string; state: string; written: readonly string[] };

async function expectAgreement(ask: SendRequest, { hook, state, written }: Result): Promise<void> {
  await hasCaughtUp(ask, hook);
  const log = await readLog(ask);
  const stored = storedIn(state);
  const marks = (events: readonly LoggedEvent[]) =>
    events.map(({ seq, id, type, hash }) => `${seq} ${id} ${type} ${hash}`);
  expect(marks(stored.toSorted((a, b) => a.seq - b.seq))).toEqual(marks(log)); // all of it, each once
  const contents = new Set(stored.map(({ data }) => data?.["content"]));
  expect(written.filter((content) => !contents.has(content))).toEqual([]);
  expect(linesOf(state).some((line) => line.includes("a secret"))).toBe(false);
  await expectSameAsLists(ask, hook);
}
