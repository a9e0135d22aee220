// A consumer of Tickline's events to copy from: Node 20 and nothing else.
//
//   TICKLINE_URL=http://127.0.0.1:3000 TICKLINE_TOKEN=… WEBHOOK_SECRET=whsec_… STATE=./state PORT=4000 node consumer.mjs
//
// It receives pushes at POST /hook, verifies them and answers when they are on disk; processes them from its own queue;
// drops stale events; reads the log at its start, at a gap, every quarter of an hour and, while there are no pushes, every
// minute; reads the lists when its cursor is gone; compares itself with the digest once a day; and confirms deletions.
// GET /status shows its progress, GET /copy its copy.
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createApi, isSigned, requireVariables } from "./api.mjs";
import { createCopy, digestOf, LISTED } from "./copy.mjs";
import { handle } from "./handle.mjs";
import { openInbox, seqOf } from "./inbox.mjs";

requireVariables("TICKLINE_URL", "TICKLINE_TOKEN", "WEBHOOK_SECRET");
const { TICKLINE_URL: url, TICKLINE_TOKEN: token, STATE: folder = "./state", PORT: port = "4000" } = process.env;
const secrets = process.env.WEBHOOK_SECRET.split(",").filter(Boolean);
const reconcileMs = 1000 * Number(process.env.RECONCILE_SECONDS ?? 900);
const silenceMs = 1000 * Number(process.env.SILENCE_SECONDS ?? 600);
const gapMs = 1000 * Number(process.env.GAP_SECONDS ?? 5);
const retryMs = 1000 * Number(process.env.RETRY_SECONDS ?? 10);
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const EVER = new Date(0).toISOString();

mkdirSync(folder, { recursive: true });
const sendRequest = createApi({ url, token });
const inbox = await openInbox(join(folder, "inbox.jsonl"));
const copy = createCopy();
/** Ended deletions to confirm: key → their operation, and the seq up to which everything must be processed first. */
const unconfirmed = new Map();
inbox.queue.slice(0, inbox.done()).forEach(take);

// — pushes

/** When the last push arrived, including heartbeats. */
let pushedAt = Date.now();
const isSilent = () => Date.now() - pushedAt > silenceMs;

const server = createServer((request, answer) => {
  const reply = (status, body = "") => answer.writeHead(status).end(body);
  if (request.method === "GET" && request.url === "/status") return reply(200, JSON.stringify(status()));
  if (request.method === "GET" && request.url === "/copy") return reply(200, JSON.stringify([...copy.resources]));
  if (request.method !== "POST" || request.url !== "/hook") return reply(404);
  const parts = [];
  let size = 0;
  request.on("data", (part) => {
    size += part.length;
    if (size <= BODY_BYTES_MAX) parts.push(part);
  });
  request.on("end", () => {
    if (size > BODY_BYTES_MAX) return reply(413);
    const bytes = Buffer.concat(parts);
    if (!isSigned({ headers: request.headers, bytes, secrets })) return reply(401);
    pushedAt = Date.now();
    takePush(bytes).then(reply, (error) => {
      console.error(error.message);
      reply(500); // Tickline repeats it
    });
  });
});

/** @returns the status to answer with. */
async function takePush(bytes) {
  const event = JSON.parse(bytes.toString("utf8"));
  if (event.type === "system.heartbeat") {
    if (event.data.lastSeq !== inbox.contiguous()) setTimeout(reconcile, gapMs).unref();
    return 204;
  }
  // A test event shows that pushes arrive. It is not in the log, and its seq belongs to another event.
  if (event.test === true) return 204;
  // Another format than `tickline` cannot be stored: refuse it, and Tickline shows the failure.
  if (!event.id || !Number.isInteger(event.seq) || event.data === undefined) return 422;
  // Store first, then answer 2xx, then process: after a 2xx Tickline does not repeat the event.
  await store([event]);
  void work();
  watchGap();
  return 204;
}

/** Stores events. If another event has the same seq here, the log is another one now. */
async function store(events) {
  if (!events.every(inbox.fits)) {
    await inbox.storeAnew({ since: EVER, isOther: true });
    void reconcile();
  }
  await inbox.storeEvents(events);
}

let gapTimer = null;
/** Waits for events that others have overtaken, then reads the missing ones from the log. */
function watchGap() {
  if (inbox.lastSeq() <= inbox.contiguous()) return;
  gapTimer ??= setTimeout(() => {
    gapTimer = null;
    if (inbox.lastSeq() > inbox.contiguous()) void reconcile();
  }, gapMs).unref();
}

// — its own queue: an item stays until it is handled

const work = oneAtATime(async () => {
  for (let at = inbox.done(); at < inbox.queue.length; at += 1) {
    const item = inbox.queue[at];
    if (copy.isNews(item)) await handle(item);
    take(item);
    await inbox.storeDone(at + 1);
  }
  // Everything stored is processed.
  const due = [...unconfirmed].filter(([, { seq }]) => inbox.anew() === null && seq <= inbox.contiguous());
  await inbox.eraseDeleted();
  for (const [key, { operationId }] of due) await confirm(key, operationId);
});

/** Applies an item to the copy, and records a deletion that it ends. */
function take(item) {
  copy.take(item);
  const { event, gone, anew } = item;
  // The lists are read completely before a deletion of the earlier log is confirmed.
  if (anew) for (const [key, { operationId }] of unconfirmed) unconfirmed.set(key, { operationId, seq: 0 });
  if (event?.type.startsWith("operation.") && event.data?.kind === "deletion")
    addUnconfirmed(event.id, { operationId: event.operationId, seq: event.seq });
  if (gone) addUnconfirmed(gone.operationId, { operationId: gone.operationId, seq: 0 });
}

function addUnconfirmed(key, deletion) {
  if (!inbox.isConfirmed(key)) unconfirmed.set(key, deletion);
}

/**
 * Confirms that the copy contains nothing of a deletion any more. Call it only when everything up to the deletion's end is
 * processed: all its events precede its end, but pushes overtake each other.
 */
async function confirm(key, operationId) {
  try {
    await sendRequest(`/v1/deletions/${operationId}/acks`, { body: {} });
    await inbox.storeConfirmed([key, operationId]);
  } catch (error) {
    // It was resumed, and its next end makes another event; or no confirmation is expected.
    if (error.code !== "deletion.running" && error.status !== 404) throw error;
    await inbox.storeConfirmed([key]);
  }
  unconfirmed.delete(key);
}

// — the log, by cursor: nothing depends on pushes alone

const reconcile = oneAtATime(async () => {
  do {
    if (inbox.anew() !== null) await readLists(inbox.anew());
    await readLog();
  } while (inbox.anew() !== null);
  await work();
});

async function readLog() {
  try {
    for (let hasMore = true; hasMore && inbox.anew() === null; ) {
      const page = await sendRequest(`/v1/events?limit=1000&after=${encodeURIComponent(inbox.cursor() ?? "")}`);
      const isBegunLate = inbox.cursor() === null && page.data[0]?.seq > 1;
      if (isBegunLate) return await inbox.storeAnew({ since: EVER, isOther: false });
      await store(page.data);
      await inbox.storeCursor(page.nextCursor);
      ({ hasMore } = page);
    }
  } catch (error) {
    if (error.code !== "cursor.gone") throw error;
    await inbox.storeAnew(missingSince(error.oldest));
  }
}

/** Either the log was cut after this cursor, or it is another one: Tickline's database was restored, or failed over. */
function missingSince(oldest) {
  const cursor = inbox.cursor();
  const isCut = cursor.split(":")[0] === oldest.split(":")[0] && seqOf(cursor) < seqOf(oldest);
  const lastAt = inbox.contiguousAt();
  if (!isCut || lastAt === null) return { since: EVER, isOther: !isCut };
  // A change has the time of its begin, which is before its event's: read from well before.
  return { since: new Date(Date.parse(lastAt) - 10 * 60_000).toISOString(), isOther: false };
}

/** Reads what has changed since, then what was deleted. The log continues from the first list's `asOf`. */
async function readLists(anew) {
  const { since } = anew;
  let asOf = null;
  for (const type of LISTED) {
    for (let cursor = ""; cursor !== null; ) {
      const page = await sendRequest(`/v1/${type}s?limit=100&updatedSince=${since}&cursor=${encodeURIComponent(cursor)}`);
      await inbox.storeRows(page.data.map((data) => ({ type, data })));
      asOf ??= page.asOf;
      cursor = page.nextCursor;
    }
  }
  let after = inbox.deletionsCursor();
  for (let hasMore = true; hasMore; ) {
    const page = await sendRequest(`/v1/deletions?limit=1000&after=${encodeURIComponent(after)}`).catch((error) => {
      if (error.code !== "cursor.gone") throw error;
      return { data: [], nextCursor: error.oldest, hasMore: true };
    });
    await inbox.storeGone(page.data);
    ({ nextCursor: after, hasMore } = page);
  }
  if (inbox.anew() === anew) await inbox.storeWhole(asOf, after); // else there was another restore
}

// — once a day: compare the copy with the log

/** @returns the hours and types that differ from the log's digest, of the last whole day. */
async function compare(to = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString(), hours = 24) {
  const events = inbox.events();
  // If the copy begins later, its first whole hour is the next one.
  const begunAt = inbox.isFromBeginning() ? 0 : Date.parse(events[0]?.stampedAt ?? to);
  const whole = Math.ceil(begunAt / HOUR_MS) * HOUR_MS;
  const from = new Date(Math.max(Date.parse(to) - hours * HOUR_MS, whole)).toISOString();
  if (from >= to) return [];
  const theirs = new Map();
  for (let cursor = ""; cursor !== null; ) {
    const page = await sendRequest(`/v1/digest?from=${from}&to=${to}&cursor=${encodeURIComponent(cursor)}`);
    for (const { hour, type, count, hash } of page.data) theirs.set(`${hour} ${type}`, `${count} ${hash}`);
    cursor = page.nextCursor;
  }
  const ours = digestOf(events, { from, to });
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
  isAnew: inbox.anew() !== null,
  waiting: inbox.queue.length - inbox.done(),
  unconfirmed: unconfirmed.size,
  resources: copy.resources.size,
  isSilent: isSilent(),
});

/** Runs `job` once at a time; a call while it runs makes it run once more. Logs a failure and retries it later. */
function oneAtATime(job) {
  let running = null;
  let isDue = false;
  let retry = null;
  const run = async () => {
    do {
      isDue = false;
      await job();
    } while (isDue);
  };
  const start = () => {
    isDue = true;
    running ??= run()
      .catch((error) => {
        console.error(error.message);
        retry ??= setTimeout(() => {
          retry = null;
          start();
        }, retryMs).unref();
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
  return start;
}

server.listen(Number(port), "127.0.0.1", () => console.log(`receiving pushes at http://127.0.0.1:${port}/hook`));
setInterval(reconcile, reconcileMs);
setInterval(() => isSilent() && reconcile(), Math.min(silenceMs, 60_000));
setInterval(() => compare().catch((error) => console.error(error.message)), 24 * HOUR_MS);
void reconcile();
process.once("SIGTERM", async () => {
  server.close();
  await inbox.close();
  process.exit(0);
});
