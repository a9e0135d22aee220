// A consumer of Tickline's events to copy from: Node 20 and nothing else.
//
//   TICKLINE_URL=http://127.0.0.1:3000 TICKLINE_TOKEN=… WEBHOOK_SECRET=whsec_… STATE=./state PORT=4000 node consumer.mjs
//
// It takes pushes at POST /hook, verifies them and answers when they are on disk; processes them from its own queue; drops
// what is older than what it has; reads the log at its start, at a gap, every quarter of an hour and, while nothing is
// pushed any more, every minute; begins anew when its place in the log is gone; compares itself with the digest once a day;
// and confirms deletions. GET /status says how it is, GET /copy what it has.
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createApi, isSigned } from "./api.mjs";
import { createCopy, digestOf, LISTED } from "./copy.mjs";
import { handle } from "./handle.mjs";
import { openInbox, seqOf } from "./inbox.mjs";

const { TICKLINE_URL: url, TICKLINE_TOKEN: token, STATE: folder = "./state", PORT: port = "4000" } = process.env;
const secrets = (process.env.WEBHOOK_SECRET ?? "").split(",").filter(Boolean);
const reconcileMs = 1000 * Number(process.env.RECONCILE_SECONDS ?? 900);
const silenceMs = 1000 * Number(process.env.SILENCE_SECONDS ?? 600);
const gapMs = 1000 * Number(process.env.GAP_SECONDS ?? 5);
const retryMs = 1000 * Number(process.env.RETRY_SECONDS ?? 10);
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const EVER = new Date(0).toISOString();

mkdirSync(folder, { recursive: true });
const ask = createApi({ url, token });
const inbox = await openInbox(join(folder, "inbox.jsonl"));
const copy = createCopy();
/** Deletions that have ended and are not confirmed: key → their operation, and the seq up to which all must be here. */
const owed = new Map();
inbox.queue.slice(0, inbox.done()).forEach(take);

// — pushes

/** When the last one came, a heartbeat too. */
let pushedAt = Date.now();
const isSilent = () => Date.now() - pushedAt > silenceMs;

const server = createServer((request, answer) => {
  const say = (status, body = "") => answer.writeHead(status).end(body);
  if (request.method === "GET" && request.url === "/status") return say(200, JSON.stringify(status()));
  if (request.method === "GET" && request.url === "/copy") return say(200, JSON.stringify([...copy.resources]));
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
    takePush(bytes).then(say, (error) => {
      console.error(error.message);
      say(500); // it comes again
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
  // Made up, by "Send a test": it shows that pushes arrive. It is in no log, and its seq is another event's.
  if (event.test === true) return 204;
  // Another format than `tickline`: what cannot be kept is not taken, and Tickline shows it.
  if (!event.id || !Number.isInteger(event.seq) || event.data === undefined) return 422;
  // On disk first, then 2xx, then the work: what is answered with 2xx is ours.
  await store([event]);
  void work();
  mindGap();
  return 204;
}

/** Stores events. One whose seq is another event's with us shows that the log is another one now. */
async function store(events) {
  if (!events.every(inbox.fits)) {
    await inbox.storeAnew({ since: EVER, isOther: true });
    void reconcile();
  }
  await inbox.storeEvents(events);
}

let gapTimer = null;
/** What overtook others is waited for; what does not come then is read from the log. */
function mindGap() {
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
  // All that is stored is processed.
  const due = [...owed].filter(([, { seq }]) => inbox.anew() === null && seq <= inbox.contiguous());
  await inbox.forgetGone();
  for (const [key, { operationId }] of due) await confirm(key, operationId);
});

/** What it says is what we know from here on; what it makes us owe is noted. */
function take(item) {
  copy.take(item);
  const { event, gone, anew } = item;
  // The lists are read through before anything of the log before is confirmed.
  if (anew) for (const [key, { operationId }] of owed) owed.set(key, { operationId, seq: 0 });
  if (event?.type.startsWith("operation.") && event.data?.kind === "deletion")
    owe(event.id, { operationId: event.operationId, seq: event.seq });
  if (gone) owe(gone.operationId, { operationId: gone.operationId, seq: 0 });
}

function owe(key, deletion) {
  if (!inbox.isConfirmed(key)) owed.set(key, deletion);
}

/**
 * Says that our own copy of what a deletion took is gone. Only when everything up to its end is here and processed: of a
 * deletion all is told before its end, but pushes overtake each other.
 */
async function confirm(key, operationId) {
  try {
    await ask(`/v1/deletions/${operationId}/acks`, { body: {} });
    await inbox.storeConfirmed([key, operationId]);
  } catch (error) {
    // It was taken up again: its next end is told too. Or nobody waits for it.
    if (error.code !== "deletion.running" && error.status !== 404) throw error;
    await inbox.storeConfirmed([key]);
  }
  owed.delete(key);
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
      const page = await ask(`/v1/events?limit=1000&after=${encodeURIComponent(inbox.cursor() ?? "")}`);
      const isBegunLate = inbox.cursor() === null && page.data[0]?.seq > 1;
      if (isBegunLate) return await inbox.storeAnew({ since: EVER, isOther: false });
      await store(page.data);
      await inbox.storeCursor(page.nextCursor);
      ({ hasMore } = page);
    }
  } catch (error) {
    if (error.code !== "cursor.gone") throw error;
    await inbox.storeAnew(whatIsGone(error.oldest));
  }
}

/** Either the log was cut behind our place, or it is another one: Tickline's database was restored, or failed over. */
function whatIsGone(oldest) {
  const cursor = inbox.cursor();
  const isCut = cursor.split(":")[0] === oldest.split(":")[0] && seqOf(cursor) < seqOf(oldest);
  const lastAt = inbox.contiguousAt();
  if (!isCut || lastAt === null) return { since: EVER, isOther: !isCut };
  // A change counts from when it was begun, which is before it is told: ask from well before.
  return { since: new Date(Date.parse(lastAt) - 10 * 60_000).toISOString(), isOther: false };
}

/** What has changed since, then what was deleted; from the first list's `asOf` the log is read on. */
async function readLists(anew) {
  const { since } = anew;
  let asOf = null;
  for (const type of LISTED) {
    for (let cursor = ""; cursor !== null; ) {
      const page = await ask(`/v1/${type}s?limit=100&updatedSince=${since}&cursor=${encodeURIComponent(cursor)}`);
      await inbox.storeRows(page.data.map((data) => ({ type, data })));
      asOf ??= page.asOf;
      cursor = page.nextCursor;
    }
  }
  let after = inbox.deletionsCursor();
  for (let hasMore = true; hasMore; ) {
    const page = await ask(`/v1/deletions?limit=1000&after=${encodeURIComponent(after)}`).catch((error) => {
      if (error.code !== "cursor.gone") throw error;
      return { data: [], nextCursor: error.oldest, hasMore: true };
    });
    await inbox.storeGone(page.data);
    ({ nextCursor: after, hasMore } = page);
  }
  if (inbox.anew() === anew) await inbox.storeWhole(asOf, after); // else it was restored once more meanwhile
}

// — once a day: is what we have what there is?

/** @returns the hours and types that differ from the log's digest, of the last whole day. */
async function compare(to = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString(), hours = 24) {
  const events = inbox.events();
  // After a beginning anew the first whole hour is the next one.
  const begunAt = inbox.isFromBeginning() ? 0 : Date.parse(events[0]?.stampedAt ?? to);
  const whole = Math.ceil(begunAt / HOUR_MS) * HOUR_MS;
  const from = new Date(Math.max(Date.parse(to) - hours * HOUR_MS, whole)).toISOString();
  if (from >= to) return [];
  const theirs = new Map();
  for (let cursor = ""; cursor !== null; ) {
    const page = await ask(`/v1/digest?from=${from}&to=${to}&cursor=${encodeURIComponent(cursor)}`);
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
  unconfirmed: owed.size,
  resources: copy.resources.size,
  isSilent: isSilent(),
});

/** Runs `job` once at a time; who asks while it runs has it run once more. What fails is said, and done again later. */
function oneAtATime(job) {
  let running = null;
  let isAskedAgain = false;
  let retry = null;
  const run = async () => {
    do {
      isAskedAgain = false;
      await job();
    } while (isAskedAgain);
  };
  const start = () => {
    isAskedAgain = true;
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
