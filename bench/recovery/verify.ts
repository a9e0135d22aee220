import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, startChild } from "@/bench/lib/child";
import { type Product, startProduct, waitForHealth } from "@/bench/lib/product";
import type { Event } from "@/server/contract/event/event";
import { emptySnapshot, reduceAll, type Snapshot } from "@/server/contract/event/reduce";
import { waitUntil } from "@/server/lib/async/wait-until";
import { freePort } from "@/server/lib/postgres/launch";
import { readPidFile } from "@/server/lib/postgres/lock";
import { openDatabase } from "@/server/store/_postgres/db";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import type { LoadQuestion, Promised } from "./load";
import { readEvents, readStream, type SeenEvent, sessionCookie } from "./readers";

const STATUSES = ["pending", "sent", "failed", "delivered", "read"];
const ACCOUNT = 1;
/** The most faults shown of each kind. */
const SHOWN = 3;

type Evidence = {
  promised: Promised;
  events: readonly Event[];
  streamed: readonly SeenEvent[];
  databaseUrl: string;
};

/** Compares acknowledgements, log, stream and tables; returns the differences. */
export async function verify({ promised, events, streamed, databaseUrl }: Evidence): Promise<string[]> {
  const database = openDatabase({ url: databaseUrl, max: 2 });
  try {
    const tables = await readSnapshot(database, [ACCOUNT]);
    const [receipts] = await database.query<{ count: number }>(
      "select count(*) as count from message_receipt",
    );
    return [
      ...promised.faults.slice(0, SHOWN),
      ...checkSends(promised, tables),
      ...checkTicks(promised, tables),
      ...checkReceipts(promised, receipts?.count ?? 0),
      ...checkDense(events),
      ...checkVersions(events, tables),
      ...checkReplay(events, tables),
      ...checkStream(streamed, events),
    ];
  } finally {
    await database.close();
  }
}

/** Every acknowledged send exists once; one without an answer exists at most once. */
function checkSends({ sends, sendsInDoubt }: Promised, tables: Snapshot): string[] {
  const counts = new Map<string, number[]>();
  for (const { id, clientId } of Object.values(tables.message))
    if (clientId !== null) counts.set(clientId, [...(counts.get(clientId) ?? []), id]);
  const wrong = sends.filter(([clientId, id]) => counts.get(clientId)?.join() !== String(id));
  const doubled = sendsInDoubt.filter((clientId) => (counts.get(clientId)?.length ?? 0) > 1);
  return [
    ...wrong
      .slice(0, SHOWN)
      .map(
        ([clientId, id]) =>
          `send ${clientId} was acknowledged as ${id}, there is [${counts.get(clientId) ?? ""}]`,
      ),
    ...doubled
      .slice(0, SHOWN)
      .map((clientId) => `send ${clientId} is there ${counts.get(clientId)?.length} times`),
  ];
}

function checkTicks({ ticks }: Promised, tables: Snapshot): string[] {
  const rank = (status: string | null | undefined) => STATUSES.indexOf(status ?? "");
  return ticks
    .filter(([id, status]) => rank(tables.message[id]?.status) < rank(status))
    .slice(0, SHOWN)
    .map(
      ([id, status]) => `message ${id} was acknowledged as ${status} and is ${tables.message[id]?.status}`,
    );
}

function checkReceipts({ receipts, receiptsInDoubt }: Promised, kept: number): string[] {
  if (kept >= receipts && kept <= receipts + receiptsInDoubt) return [];
  return [`${kept} receipts kept, ${receipts} acknowledged and ${receiptsInDoubt} in doubt`];
}

function checkDense(events: readonly Event[]): string[] {
  const hole = events.findIndex(({ seq }, i) => seq !== i + 1);
  const ids = new Set(events.map(({ id }) => id)).size;
  return [
    ...(hole === -1 ? [] : [`/v1/events is not dense: event ${hole + 1} has seq ${events[hole]?.seq}`]),
    ...(ids === events.length ? [] : [`/v1/events has ${events.length - ids} ids twice`]),
  ];
}

/** Each version of each message and conversation has exactly one event, in order. */
function checkVersions(events: readonly Event[], tables: Snapshot): string[] {
  const versionsOf = new Map<string, number[]>();
  for (const { resource } of events) {
    const key = `${resource.type} ${resource.id}`;
    versionsOf.set(key, [...(versionsOf.get(key) ?? []), resource.version]);
  }
  const wrong = (["message", "conversation"] as const).flatMap((type) =>
    Object.values(tables[type])
      .filter((dto) => !("kind" in dto) || dto.kind !== "activity") // its event is the transition's
      .filter(({ id, version }) => {
        const versions = versionsOf.get(`${type} ${id}`) ?? [];
        return versions.length !== version || versions.some((one, i) => one !== i + 1);
      })
      .map(
        ({ id, version }) =>
          `${type} ${id} has version ${version}, its events have [${versionsOf.get(`${type} ${id}`) ?? ""}]`,
      ),
  );
  return wrong.slice(0, SHOWN);
}

/** Law 4. Per conversation, because reducing one long log into one big state is slow. */
function checkReplay(events: readonly Event[], tables: Snapshot): string[] {
  const groups = new Map<number, Event[]>();
  for (const event of events) {
    const conversationId = conversationOf(event);
    groups.set(conversationId, [...(groups.get(conversationId) ?? []), event]);
  }
  const replayed = [...groups.values()].map((group) => reduceAll(emptySnapshot, group));
  const wrong: string[] = [];
  for (const type of ["account", "inbox", "conversation", "message"] as const) {
    const found = Object.assign({}, ...replayed.map((state) => state[type]));
    for (const [id, dto] of Object.entries(tables[type]))
      if (stable(found[id]) !== stable(dto))
        wrong.push(`${type} ${id} replays to something else than its row`);
    const extra = Object.keys(found).length - Object.keys(tables[type]).length;
    if (extra > 0) wrong.push(`${extra} of type ${type} replay that are in no table`);
  }
  return wrong.slice(0, SHOWN);
}

function conversationOf(event: Event): number {
  if (event.resource.type === "conversation") return event.resource.id;
  return "conversationId" in event.data ? event.data.conversationId : 0;
}

/** Sorts the keys: their order in a DTO depends on its source. */
const stable = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The stream's events are the log from its first event to the end: no gap, nothing twice. */
function checkStream(streamed: readonly SeenEvent[], events: readonly Event[]): string[] {
  const [first] = streamed;
  if (!first) return ["the stream brought nothing"];
  const expected = events.slice(first.seq - 1).map(({ seq, id }) => `${seq} ${id}`);
  const brought = streamed.map(({ seq, id }) => `${seq} ${id}`);
  const at = expected.findIndex((one, i) => one !== brought[i]);
  if (at === -1 && expected.length === brought.length) return [];
  return [
    `the stream brought ${brought.length} of ${expected.length} events; first difference at seq ${first.seq + at}`,
  ];
}

const CONVERSATIONS = 20;

/** The product under load, with its readers. */
export type World = {
  dataDir: string;
  token: string;
  url: string;
  product: Product;
  start(): Product;
  load: Child<LoadQuestion, Promised>;
  stream: ReturnType<typeof readStream>;
  events: ReturnType<typeof readEvents>;
  promised: Promised | null;
  databaseUrl(): string;
};

/** Starts the product with twenty conversations, the load, and both readers. */
export async function openWorld(
  dataDir: string,
  seed: number,
  closers: (() => Promise<void>)[],
): Promise<World> {
  const token = randomBytes(24).toString("base64url");
  const port = String(await freePort(undefined));
  const start = () => startProduct({ DATA_DIR: dataDir, PORT: port, ADMIN_API_TOKEN: token });
  const product = start();
  const { url } = product;
  const load = startChild<LoadQuestion, Promised>(new URL("./load.ts", import.meta.url));
  const world: Pick<World, "product"> = { product };
  closers.push(() => world.product.stop(), load.stop);
  if (!(await waitForHealth(product, 60_000))) throw new Error("the product did not start: see its log");

  const displayIds = await makeConversations(url, token);
  const secret = readFileSync(join(dataDir, "auth-secret"), "utf8").trim();
  const stream = readStream(url, await sessionCookie(1, secret));
  const events = readEvents(url, token);
  closers.push(stream.stop, events.stop);
  await waitUntil(stream.isOpen, { withinMs: 10_000 });
  await load.request({ kind: "start", url, token, displayIds, seed });
  const databaseUrl = () => urlOfDatabase(dataDir);
  return Object.assign(world, {
    dataDir,
    token,
    url,
    start,
    load,
    stream,
    events,
    promised: null,
    databaseUrl,
  });
}

async function makeConversations(url: string, token: string): Promise<number[]> {
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.json();
  };
  const inbox = await post("/v1/inboxes", { name: "Bench" });
  const displayIds: number[] = [];
  for (let i = 0; i < CONVERSATIONS; i++) {
    const contact = await post("/v1/contacts", { name: `Customer ${i}` });
    displayIds.push(
      (await post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id })).displayId,
    );
  }
  return displayIds;
}

function urlOfDatabase(dataDir: string): string {
  const password = readFileSync(join(dataDir, "postgres-password"), "utf8").trim();
  return `postgresql://tickline:${password}@127.0.0.1:${postgresOf(dataDir).port}/tickline`;
}

/** The Postgres that runs on a data folder. */
export function postgresOf(dataDir: string) {
  const found = readPidFile(join(dataDir, "postgres"));
  if (!found) throw new Error("no Postgres runs on the data folder");
  return found;
}
