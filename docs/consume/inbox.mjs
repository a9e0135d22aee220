// What has come in, on disk before anybody is told that it was taken. One line is one fact; the file is only ever added
// to, so a crash can tear its last line at most. All of it is held in memory too: put tables in its place when that is too
// much, the events' with a unique `id`.
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * @param file holds the queue, as lines `{"event":…}`, `{"row":{type, data}}`, `{"gone":{type, id, operationId}}`,
 *   `{"anew":{since, isOther}}` (the lists are being read, because our place in the log is gone) and `{"whole":"cursor"}`
 *   (they are, as of there), and what is known beside it: `{"cursor":"…"}`, `{"done":n}`, `{"confirmed":["…"]}`.
 */
export async function openInbox(file) {
  const queue = [];
  /** Of every event that ever came. Not their seqs: after a restore of Tickline's database others have the same. */
  const ids = new Set();
  /** What is deleted for ever, as `conversation:12`. */
  const gone = new Set();
  /** Of deleted messages, the greatest version that says so: what earlier ones said is to be gone. By id. */
  const emptied = new Map();
  /** Where in the queue the log begins that we follow: before it, versions are those of another. */
  let begunAt = 0;
  let isToForget = false;
  const confirmed = new Set();
  let cursor = null;
  let deletionsCursor = "";
  let done = 0;
  let log = beginLog(null);

  function remember(line) {
    if (line.event || line.row || line.gone || line.anew || line.whole) queue.push(line);
    if (line.event) {
      ids.add(line.event.id);
      log.events.push(line.event);
      log.seqs.set(line.event.seq, line.event.id);
      log.last = Math.max(log.last, line.event.seq);
      if (isEnd(line.event)) noteGone(line.event.resource);
    }
    if (line.event || line.row) noteEmptied(stateOf(line));
    if (line.gone) noteGone(line.gone);
    if (line.anew) {
      log = beginLog(line.anew);
      if (line.anew.isOther) {
        gone.clear(); // the same ids may be given to others
        emptied.clear();
        begunAt = queue.length;
        deletionsCursor = "";
      }
    }
    if (line.whole) {
      Object.assign(log, { anew: null, from: seqOf(line.whole) });
      ({ whole: cursor, deletionsCursor } = line);
    }
    if (line.cursor !== undefined) ({ cursor } = line);
    if (log.anew === null) log.contiguous = Math.max(log.contiguous, seqOf(cursor), line.contiguous ?? 0);
    while (log.seqs.has(log.contiguous + 1)) log.contiguous += 1;
    if (line.done !== undefined) ({ done } = line);
    for (const key of line.confirmed ?? []) confirmed.add(key);
  }

  function noteGone({ type, id }) {
    gone.add(`${type}:${id}`);
    isToForget = true;
  }

  function noteEmptied({ type, id, version, data }) {
    if (type !== "message" || !data?.deletedAt) return;
    emptied.set(id, Math.max(version, emptied.get(id) ?? 0));
    isToForget = true;
  }

  const { lines, bytes } = await readWhole(file);
  lines.forEach(remember);
  let handle = await open(file, "a");
  await handle.truncate(bytes); // without the line that a crash has torn

  let pending = "";
  let writing = Promise.resolve();
  /** What cannot be written ends the process: at its next start it knows what is on disk, and nothing else. */
  const write = (job) => {
    writing = writing.then(job).catch((error) => {
      console.error("could not store", error);
      process.exit(1);
    });
    return writing;
  };
  /** Resolves when the lines are on disk; those who come meanwhile share the next flush. */
  const store = (added) => {
    for (const line of added) {
      remember(line);
      pending += textOf(line);
    }
    return write(async () => {
      if (pending === "") return;
      const text = pending;
      pending = "";
      await handle.appendFile(text);
      await handle.datasync();
    });
  };

  const isOfGone = (line) => subjectsOf(line).some((subject) => gone.has(subject));
  /**
   * Takes the contents out of a line that is about what is gone for ever or says what a deleted message said, and the
   * text of such a message where it shows as a conversation's newest; ids, types and hashes stay.
   * @returns whether there was any.
   */
  function forget(line, at) {
    const isEmptied = ({ id, version }) => emptied.has(id) && (at < begunAt || version < emptied.get(id));
    if (!(line.event || line.row) || isHollow(line)) return false;
    const state = stateOf(line);
    if (isOfGone(line) || (state.type === "message" && isEmptied(state))) {
      hollow(line);
      return true;
    }
    const shown = [state.data?.lastMessage, state.data?.conversation?.lastMessage];
    const told = shown.filter((message) => message && message.content !== "" && isEmptied(message));
    for (const message of told) message.content = "";
    return told.length > 0;
  }

  /** Does so with all that there is. */
  function forgetGone() {
    if (!isToForget) return writing;
    isToForget = false;
    if (queue.filter(forget).length === 0) return writing;
    return write(async () => {
      pending = ""; // it is in the queue
      const rest = { cursor, contiguous: log.contiguous, done, confirmed: [...confirmed] };
      const fresh = await open(`${file}.new`, "w");
      await fresh.appendFile([...queue, rest].map(textOf).join(""));
      await fresh.datasync();
      await rename(`${file}.new`, file);
      await syncFolder(dirname(file));
      await handle.close();
      handle = fresh;
    });
  }

  return {
    /** Everything to process, in the order in which it came. */
    queue,
    /** Events that are new; a push that comes again, or a page that is read again, adds nothing. */
    storeEvents(events) {
      const added = events.filter(({ id }) => !ids.has(id)).map((event) => ({ event: { ...event } }));
      added.forEach((line) => forget(line, queue.length)); // told late: it is deleted already
      return store(added);
    },
    /** Whether the event can be of the log that we follow: there, this `seq` is not another event's. */
    fits: ({ id, seq }) => (log.seqs.get(seq) ?? id) === id,
    /** Our place in the log is gone: what has changed `since` is to be read. `isOther`: the log is another one. */
    storeAnew(anew) {
      void forgetGone(); // of the log before
      return store([{ anew }]);
    },
    storeRows(rows) {
      const added = rows.map((row) => ({ row }));
      added.forEach((line) => forget(line, queue.length)); // read before it was deleted
      return store(added);
    },
    storeGone: (tombstones) => store(tombstones.map(({ type, id, operationId }) => ({ gone: { type, id, operationId } }))),
    /** The lists are read as of a cursor, and the tombstones up to another one. */
    storeWhole: (asOf, deletionsAt) => store([{ whole: asOf, deletionsCursor: deletionsAt }]),
    storeCursor: (at) => (at === cursor || log.anew !== null ? writing : store([{ cursor: at }])),
    storeDone: (count) => store([{ done: count }]),
    storeConfirmed: (keys) => store([{ confirmed: keys }]),
    forgetGone,
    /** Where the log was read up to. */
    cursor: () => cursor,
    /** Where the tombstones were read up to. */
    deletionsCursor: () => deletionsCursor,
    /** What is to be read because our place in the log is gone, `{since, isOther}`; else null. */
    anew: () => log.anew,
    /** How much of the queue is processed. */
    done: () => done,
    isConfirmed: (key) => confirmed.has(key),
    /** Up to here there is no gap. */
    contiguous: () => log.contiguous,
    lastSeq: () => Math.max(log.last, log.contiguous),
    /** When the last one happened before which there is no gap; null = not known. */
    contiguousAt: () => log.events.findLast(({ seq }) => seq === log.contiguous)?.occurredAt ?? null,
    /** Those of the log that we follow, from where we follow it without a gap. */
    events: () => log.events.filter(({ seq }) => seq > log.from),
    /** Whether that is from its very beginning. */
    isFromBeginning: () => log.from === 0,
    async close() {
      await writing;
      await handle.close();
    },
  };
}

/** What is known of the log that is followed now. */
const beginLog = (anew) => ({ anew, events: [], seqs: new Map(), contiguous: 0, last: 0, from: 0 });

/** A cursor is opaque but for its end, the seq. */
export const seqOf = (cursor) => Number(/:(\d+)$/.exec(cursor ?? "")?.[1] ?? 0);

/** Whether it tells that something is gone for ever. */
export const isEnd = ({ type }) => type === "conversation.purged" || type === "contact.erased";

/** Which version of which resource a line of the queue tells; `data` is null where it is hollow. */
const stateOf = ({ event, row }) =>
  event
    ? { ...event.resource, data: event.data }
    : { type: row.type, id: row.data.id, version: row.data.version, data: row.data };

/** What it is about. */
function subjectsOf(line) {
  const { type, id, data } = stateOf(line);
  const { conversationId, contactId } = data ?? {};
  return [`${type}:${id}`, `conversation:${conversationId}`, `contact:${contactId}`];
}

const isHollow = ({ event, row }) => (event ? event.data === null : row.isHollow === true);

function hollow({ event, row }) {
  if (event) {
    const actor = event.actor?.type === "contact" ? { ...event.actor, name: null } : event.actor;
    Object.assign(event, { data: null, changes: null, actor });
  }
  if (row) Object.assign(row, { data: { id: row.data.id, version: row.data.version }, isHollow: true });
}

const textOf = (line) => `${JSON.stringify(line)}\n`;

/** Makes a rename last. */
async function syncFolder(folder) {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

async function readWhole(file) {
  const text = await readFile(file).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    return Buffer.alloc(0);
  });
  const bytes = text.lastIndexOf("\n") + 1;
  const lines = text.subarray(0, bytes).toString("utf8").split("\n").slice(0, -1);
  return { lines: lines.map((line) => JSON.parse(line)), bytes };
}
