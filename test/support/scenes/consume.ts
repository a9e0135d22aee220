import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished } from "vitest";
import { withConnection } from "@/server/lib/postgres/connection";
import { openDatabase } from "@/server/store/_postgres/db";
import { dropOldEvents } from "@/server/store/events/log/drop-old-events";
import { TEMPLATE, testServerUrl } from "@/test/support/database/database";
import { type AppProcess, startApp } from "@/test/support/processes/app-process";
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
  statusOf,
  storedIn,
  WITHIN,
} from "./consumer-scene";
import { randomOf } from "./property";

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

/**
 * How a database is restored. `moved`: onto another Postgres; `declared`: onto the same, with the documented statement;
 * `silent`: without it.
 */
type HowRestored = "moved" | "declared" | "silent";

/**
 * Restores the product's database from an early backup: the log continues with other events under seqs, and other
 * resources under ids, that the consumer already has. Expects that the consumer agrees with the product at the end.
 * @param written how many messages follow the restore
 */
export async function runRestore({
  isAway,
  written,
  how,
}: {
  isAway: boolean;
  written: number;
  how: HowRestored;
}): Promise<void> {
  const database = await createRestorable();
  const {
    request,
    env,
    hook,
    state,
    product,
    app: first,
  } = await startProductOn(["*"], { DATABASE_URL: database.url });
  let app = first;
  const own = { ...env, RECONCILE_SECONDS: how === "silent" ? "900" : "2" };
  let consumer = startConsumer(own);
  const { path, purge, inboxId, contactId } = await openTalk(request);
  await writeMany(request, path, "kept", 3);
  await hasCaughtUp(request, hook);

  await stop(app);
  await database.backUp();
  app = startApp(product);
  await app.ready();
  await request("/v1/conversations", { inboxId, contactId });
  await writeMany(request, path, "lost", 30);
  await (await purge()).isConfirmed(); // the restore reverts it
  await hasCaughtUp(request, hook);
  await expectSameAsLists(request, hook);

  if (isAway) {
    consumer.kill("SIGKILL");
    await once(consumer, "exit");
  }
  await stop(app);
  await database.restore(how);
  await startApp(product).ready();
  await writeMany(request, path, "new", written);
  if (isAway) consumer = startConsumer(own);

  await hasCaughtUp(request, hook);
  await expectSameAsLists(request, hook);
  await writeMany(request, path, "newer", 3);
  await (await purge()).isConfirmed();
  await hasCaughtUp(request, hook);
  await expectSameAsLists(request, hook);
  const contents = storedIn(state).map(({ data }) => data?.["content"]);
  expect(contents.filter((content) => String(content).startsWith("newer"))).toHaveLength(3);
  expect(linesOf(state).some((line) => line.includes("a secret"))).toBe(false);
  expect(await statusOf(hook)).toMatchObject({ unconfirmed: 0, isAnew: false });
}

/** Writes messages of a customer: `mark 0`, `mark 1`, … */
export async function writeMany(
  request: SendRequest,
  path: string,
  mark: string,
  count: number,
): Promise<void> {
  for (let n = 0; n < count; n++)
    await request(`${path}/messages`, { content: `${mark} ${n}`, direction: "in" });
}

async function stop(app: AppProcess): Promise<void> {
  app.child.kill("SIGTERM");
  await app.ended();
}

/** The statement of docs/operations.md for a restore that Postgres cannot detect. */
function statementOfDocs(): string {
  const [, statement] =
    /```sql\n([^`]*relay_state[^`]*)```/.exec(readFileSync("docs/operations.md", "utf8")) ?? [];
  if (!statement) throw new Error("docs/operations.md has no statement for a restore");
  return statement;
}

/** A database for the product, and its backup. */
export async function createRestorable() {
  const name = `test_restored_${crypto.randomUUID().slice(0, 8)}`;
  const drop = (database: string) => on("postgres", `drop database if exists ${database} with (force)`);
  await on("postgres", `create database ${name} template ${TEMPLATE}`);
  onTestFinished(async () => {
    await drop(name);
    await drop(`${name}_backup`);
  });
  return {
    url: testServerUrl(name),
    /** Makes the whole log expire. */
    async dropWholeLog() {
      const opened = openDatabase({ url: testServerUrl(name), max: 1 });
      const inSomeMonths = new Date(Date.now() + 100 * 24 * 3_600_000);
      expect(await dropOldEvents(opened, inSomeMonths).finally(() => opened.close())).not.toEqual([]);
    },
    backUp: () => on("postgres", `create database ${name}_backup template ${name}`),
    async restore(how: HowRestored) {
      await drop(name);
      await on("postgres", `create database ${name} template ${name}_backup`);
      if (how === "moved") await on(name, "update relay_state set origin = 'of another one'");
      if (how === "declared") await on(name, statementOfDocs());
    },
  };
}

async function on(database: string, statement: string): Promise<void> {
  await withConnection(testServerUrl(database), (client) => client.query(statement));
}
