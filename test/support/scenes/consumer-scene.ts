import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import { eventSchema } from "@/server/contract/event/event";
import { freePort } from "@/server/lib/postgres/launch";
import { createDatabaseForTest } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

const TOKEN = "of-the-consumer-test-and-long-enough";
export const CONSUMER = "docs/consume";
export const WITHIN = { timeout: 90_000, interval: 100 };

const eventPage = z.object({ data: z.array(eventSchema), nextCursor: z.string(), hasMore: z.boolean() });
export type LoggedEvent = z.infer<typeof eventSchema>;
type Status = { contiguous: number; lastSeq: number; waiting: number; events: number; unconfirmed: number };

/** The product on a database of the test run, with an endpoint for a consumer. */
export async function startProduct(types: readonly string[]) {
  const { url } = await createDatabaseForTest();
  return startProductOn(types, { DATABASE_URL: url });
}

/** The same on the given database; without one it starts its own Postgres. */
export async function startProductOn(types: readonly string[], given: Record<string, string>) {
  const [dataDir, port, hookPort] = [
    temporaryDataDir(),
    await freePort(undefined),
    await freePort(undefined),
  ];
  const url = `http://127.0.0.1:${port}`;
  const hook = `http://127.0.0.1:${hookPort}`;
  const product = {
    DATA_DIR: dataDir,
    PORT: String(port),
    ADMIN_API_TOKEN: TOKEN,
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
    ...given,
  };
  const request = requestOf(url);
  const app = startApp(product);
  await app.ready();
  const endpoint = await request("/v1/endpoints", { url: `${hook}/hook`, types });
  const secret = String(endpoint["secret"]);
  const state = join(dataDir, "..", "state");
  const env = {
    TICKLINE_URL: url,
    TICKLINE_TOKEN: TOKEN,
    WEBHOOK_SECRET: secret,
    STATE: state,
    PORT: String(hookPort),
    GAP_SECONDS: "0.2",
    RETRY_SECONDS: "0.2",
  };
  return { request, app, product, url, hook, state, secret, env, endpointId: Number(endpoint["id"]) };
}

export type SendRequest = ReturnType<typeof requestOf>;

const requestOf =
  (url: string) =>
  async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };

/** Starts the consumer whose files are in `folder`. */
export function startConsumer(env: Record<string, string>, folder = CONSUMER): ChildProcess {
  const child = spawn(process.execPath, [join(folder, "consumer.mjs")], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** A conversation to write into, and another to delete permanently at the end. */
export async function openTalk(request: SendRequest) {
  const inbox = await request("/v1/inboxes", { name: "Shop" });
  const contact = await request("/v1/contacts", { name: "Noor", inboxId: inbox.id });
  const begin = () => request("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  const talk = await begin();
  const doomed = await begin();
  const pathOf = ({ displayId }: Record<string, unknown>) => `/v1/conversations/${displayId}`;
  await request(`${pathOf(doomed)}/messages`, { content: "a secret", direction: "in" });
  const purge = async () => {
    await request(`${pathOf(doomed)}/trash`, {});
    return deletePermanently(request, { ids: [doomed.id] });
  };
  return { path: pathOf(talk), contactId: contact.id, inboxId: inbox.id, purge };
}

/** Resolves when it is deleted permanently; `isConfirmed` resolves when the consumer has confirmed the deletion. */
export async function deletePermanently(
  request: SendRequest,
  what: { ids: unknown[] } | { contactId: unknown },
) {
  const { token } = await request("/v1/deletions/prepare", what);
  const { operationId } = await request("/v1/deletions/confirm", { token });
  const deletion = () => request(`/v1/deletions/${operationId}`);
  await expect.poll(async () => (await deletion())["state"], WITHIN).toBe("succeeded");
  return {
    acks: async () => (await deletion())["acks"],
    isConfirmed: () => expect.poll(async () => (await deletion())["acks"], WITHIN).toHaveLength(1),
  };
}

/** The consumer's status; null while it does not answer. */
export const statusOf = async (hook: string): Promise<Status | null> =>
  fetch(`${hook}/status`).then(
    (answer) => answer.json() as Promise<Status>,
    () => null,
  );

/** The whole log. */
export async function readLog(request: SendRequest): Promise<LoggedEvent[]> {
  const log: LoggedEvent[] = [];
  for (let after = "", hasMore = true; hasMore; ) {
    const page = eventPage.parse(await request(`/v1/events?limit=1000&after=${after}`));
    log.push(...page.data);
    ({ nextCursor: after, hasMore } = page);
  }
  return log;
}

/** The lines of the consumer's files. */
export const linesOf = (state: string): string[] =>
  readFileSync(join(state, "inbox.jsonl"), "utf8").trimEnd().split("\n");

/** The events among them. */
export const storedIn = (state: string): LoggedEvent[] =>
  linesOf(state).flatMap((line) => (JSON.parse(line).event as LoggedEvent | undefined) ?? []);

/** Waits until the consumer has processed the log to its end. */
export async function hasCaughtUp(request: SendRequest, hook: string): Promise<void> {
  const headOf = async () => (await readLog(request)).at(-1)?.seq ?? 0;
  const distance = async () => {
    const status = await statusOf(hook);
    return status && { behind: (await headOf()) - status.contiguous, waiting: status.waiting };
  };
  await expect.poll(distance, WITHIN).toEqual({ behind: 0, waiting: 0 });
}

type Row = { id: number; version: number; content?: string; lifecycle?: string };

/** Expects exactly the product's contacts, conversations and messages in the consumer, in their latest versions. */
export async function expectSameAsLists(request: SendRequest, hook: string): Promise<void> {
  const theirs: string[] = [];
  const lineOf = (key: string, { version, content }: Row) => `${key} v${version} ${content ?? ""}`;
  for (const type of ["contact", "conversation", "message"])
    for (let cursor: unknown = ""; cursor !== null; ) {
      const page = await request(`/v1/${type}s?limit=100&updatedSince=1970-01-01T00:00:00Z&cursor=${cursor}`);
      const rows = (page["data"] as Row[]).filter(({ lifecycle }) => lifecycle !== "purged");
      theirs.push(...rows.map((row) => lineOf(`${type}:${row.id}`, row)));
      cursor = page["nextCursor"];
    }
  const copy = (await (await fetch(`${hook}/copy`)).json()) as [string, { data: Row | null }][];
  const ours = copy.flatMap(([key, { data }]) =>
    data && /^(contact|conversation|message):/.test(key) ? lineOf(key, data) : [],
  );
  expect(ours.toSorted()).toEqual(theirs.toSorted());
}
