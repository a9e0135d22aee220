// A consumer of Tickline's events to copy from: Node 20 and nothing else.
//
//   TICKLINE_URL=http://127.0.0.1:3000 TICKLINE_TOKEN=… WEBHOOK_SECRET=whsec_… STATE=./state PORT=4000 node consumer.mjs
//
// It takes pushes at POST /hook, verifies them and answers when they are on disk; processes them from its own queue; drops
// what is older than what it has; reads the log at its start, at a gap, every quarter of an hour and, while nothing is
// pushed any more, every minute; compares itself with the digest once a day; and confirms deletions. GET /status says how
// it is.
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createApi, isSigned } from "./api.mjs";
import { createCopy, digestOf } from "./copy.mjs";
import { openInbox } from "./inbox.mjs";

const { TICKLINE_URL: url, TICKLINE_TOKEN: token, STATE: folder = "./state", PORT: port = "4000" } = process.env;
const secrets = (process.env.WEBHOOK_SECRET ?? "").split(",").filter(Boolean);
const reconcileMs = 1000 * Number(process.env.RECONCILE_SECONDS ?? 900);
const silenceMs = 1000 * Number(process.env.SILENCE_SECONDS ?? 600);
const gapMs = 1000 * Number(process.env.GAP_SECONDS ?? 5);
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;

mkdirSync(folder, { recursive: true });
const ask = createApi({ url, token });
const inbox = openInbox(join(folder, "inbox.jsonl"));
const copy = createCopy();
for (const line of inbox.queue.slice(0, inbox.done())) take(line);

// — pushes

/** When the last one came, a heartbeat too. */
let pushedAt = Date.now();
const isSilent = () => Date.now() - pushedAt > silenceMs;

const server = createServer((request, answer) => {
  const say = (status, body = "") => answer.writeHead(status).end(body);
  if (request.method === "GET" && request.url === "/status") return say(200, JSON.stringify(status()));
  if (request.method !== "POST" || request.url !== "/hook") return say(404);
  const parts = [];
  let size = 0;
  request.on("data", (part) => {
    size += part.length;
    if (size <= BODY_BYTES_MAX) parts.push(part);
  });
  request.on("end", () => {
    if (size > BODY_BYTES_MAX) return say(413);
    const bytes = Buffer.concat(parts);
    if (!isSigned({ headers: request.headers, bytes, secrets })) return say(401);
    pushedAt = Date.now();
    const event = JSON.parse(bytes.toString("utf8"));
    if (event.type === "system.heartbeat") {
      if (event.data.lastSeq > inbox.contiguous()) setTimeout(reconcile, gapMs).unref();
      return say(204);
    }
    // On disk first, then 2xx, then the work: what is answered with 2xx is ours.
    inbox.storeEvents([event].filter(({ seq }) => Number.isInteger(seq))).then(
      () => {
        say(204);
        void work();
        if (inbox.lastSeq() > inbox.contiguous()) setTimeout(reconcile, gapMs).unref();
      },
      (error) => {
        console.error("could not store", error);
        say(500); // it comes again
      },
    );
  });
});

// — its own queue

function take({ event, row }) {
  return event ? copy.apply(event) : copy.applyRow(row);
}

const work = oneAtATime(async () => {
  let at = inbox.done();
  for (; at < inbox.queue.length; at += 1) {
    const { event } = inbox.queue[at];
    if (take(inbox.queue[at])) await handle(event);
    await inbox.storeDone(at + 1); // after a crash the last one is handled again: let it be harmless
  }
});

/** Your own work on what is new. Here: nothing but forgetting what was deleted for ever, and saying so at its end. */
async function handle(event) {
  if (event?.type === "conversation.purged" || event?.type === "contact.erased")
    await forget(event.resource.type, event.resource.id);
  if (event?.type.startsWith("operation.") && event.data.kind === "deletion") await confirm(event.operationId);
}

/** Of a deletion everything is told before its end; where something is missing still, the log is read first. */
async function confirm(operationId) {
  await ask(`/v1/deletions/${operationId}/acks`, { body: {} }).catch((error) => {
    if (error.status !== 404) throw error;
  });
}

const forget = (type, id) => {
  copy.forget(type, id);
  return inbox.redact(
    ({ resource, data }) => (resource.type === type && resource.id === id) || data[`${type}Id`] === id,
  );
};

// — the log, by cursor: nothing depends on pushes alone

const reconcile = oneAtATime(async () => {
  try {
    for (;;) {
      const after = encodeURIComponent(inbox.cursor() ?? "");
      const page = await ask(`/v1/events?limit=1000&after=${after}`);
      await inbox.storeEvents(page.data);
      await inbox.storeCursor(page.nextCursor);
      if (!page.hasMore) break;
    }
  } catch (error) {
    if (error.code !== "cursor.gone") throw error;
    await readAnew();
  }
  await work();
});

/** The log no longer holds our place, or is another one: what has changed since, then what was deleted, then go on. */
async function readAnew() {
  // A change counts from when it was begun, which is before it is told: ask from well before.
  const last = inbox.events().find(({ seq }) => seq === inbox.contiguous());
  const since = new Date(last ? Date.parse(last.occurredAt) - 10 * 60_000 : 0).toISOString();
  let asOf = null;
  const rows = [];
  for (const type of ["contact", "conversation", "message"]) {
    for (let cursor = ""; cursor !== null; ) {
      const page = await ask(`/v1/${type}s?limit=100&updatedSince=${since}&cursor=${encodeURIComponent(cursor)}`);
      rows.push(...page.data.map((data) => ({ type, data })));
      asOf ??= page.asOf;
      cursor = page.nextCursor;
    }
  }
  await inbox.storeRows(rows, asOf);
  for (let after = "", hasMore = true; hasMore; ) {
    const page = await ask(`/v1/deletions?limit=1000&after=${encodeURIComponent(after)}`);
    for (const { type, id } of page.data) await forget(type, id);
    ({ nextCursor: after, hasMore } = page);
  }
}

// — once a day: is what we have what there is?

/** @returns the hours and types that differ from the log's digest, of the last whole day. */
async function compare(to = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString(), hours = 24) {
  const from = new Date(Date.parse(to) - hours * HOUR_MS).toISOString();
  const theirs = new Map();
  for (let cursor = ""; cursor !== null; ) {
    const page = await ask(`/v1/digest?from=${from}&to=${to}&cursor=${encodeURIComponent(cursor)}`);
    for (const { hour, type, count, hash } of page.data) theirs.set(`${hour} ${type}`, `${count} ${hash}`);
    cursor = page.nextCursor;
  }
  const ours = digestOf(inbox.events(), { from, to });
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter((key) => ours.get(key) !== theirs.get(key));
  if (differing.length > 0) {
    console.error(`differs from the log in ${differing.join(", ")}: reading it from its beginning`);
    await inbox.storeCursor("");
    await reconcile();
  }
  return differing;
}

// — running

const status = () => ({
  events: inbox.events().length,
  contiguous: inbox.contiguous(),
  lastSeq: inbox.lastSeq(),
  cursor: inbox.cursor(),
  waiting: inbox.queue.length - inbox.done(),
  resources: copy.resources.size,
  isSilent: isSilent(),
});

/** Runs `job` once at a time; who asks while it runs has it run once more. What fails is said and tried again later. */
function oneAtATime(job) {
  let running = null;
  let isAskedAgain = false;
  const run = async () => {
    do {
      isAskedAgain = false;
      await job();
    } while (isAskedAgain);
  };
  return () => {
    isAskedAgain = true;
    running ??= run()
      .catch((error) => console.error(error.message))
      .finally(() => {
        running = null;
      });
    return running;
  };
}

server.listen(Number(port), "127.0.0.1", () => console.log(`taking pushes at http://127.0.0.1:${port}/hook`));
setInterval(reconcile, reconcileMs);
setInterval(() => isSilent() && reconcile(), Math.min(silenceMs, 60_000));
setInterval(() => compare().catch((error) => console.error(error.message)), 24 * HOUR_MS);
void reconcile();
process.once("SIGTERM", async () => {
  server.close();
  await inbox.close();
  process.exit(0);
});
