// The received events, on disk before they are acknowledged. One line is one fact. The file is append-only, so a crash can
// tear its last line only. Everything is in memory too: use tables instead when that is too much, events with a unique `id`.
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * @param file contains the queue, as lines `{"event":…}`, `{"row":{type, data}}`, `{"gone":{type, id, operationId}}`,
 *   `{"anew":{since, isOther}}` (the lists are being read, because the cursor is gone) and `{"whole":"cursor"}` (they have
 *   been read, as of that cursor), and the progress: `{"cursor":"…"}`, `{"done":n}`, `{"confirmed":["…"]}`.
 */
export async function openInbox(file) {
  const queue = [];
  /** The ids of all events received. Not their seqs: after a restore of Tickline's database other events have the same. */
  const ids = new Set();
  /** Permanently deleted resources, as `conversation:12`. */
  const gone = new Set();
  /** Id of a deleted message → the greatest version with `deletedAt`: the content of earlier versions must be erased. */
  const emptied = new Map();
  /** The index in the queue at which the current log begins: earlier versions are another log's. */
  let begunAt = 0;
  let isErasureDue = false;
  const confirmed = new Set();
  let cursor = null;
  let deletionsCursor = "";
  let done = 0;
  let log = beginLog(null);

  function applyLine(line) {
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
        gone.clear(); // other resources may get the same ids
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
    isErasureDue = true;
  }

  function noteEmptied({ type, id, version, data }) {
    if (type !== "message" || !data?.deletedAt) return;
    emptied.set(id, Math.max(version, emptied.get(id) ?? 0));
    isErasureDue = true;
  }

  const { lines, bytes } = await readWhole(file);
  lines.forEach(applyLine);
  let handle = await open(file, "a");
  await handle.truncate(bytes); // without a torn last line

  let pending = "";
  let writing = Promise.resolve();
  /** A failed write ends the process: its next start reads only what is on disk. */
  const write = (job) => {
    writing = writing.then(job).catch((error) => {
      console.error("could not store", error);
      process.exit(1);
    });
    return writing;
  };
  /** Resolves when the lines are on disk. Lines added during a flush share the next one. */
  const store = (added) => {
    for (const line of added) {
      applyLine(line);
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
   * Removes the content of a line about a purged resource or an earlier version of a deleted message, and the text of such
   * a message where it is a conversation's `lastMessage`. Ids, types and hashes stay.
   * @returns whether there was any.
   */
  function erase(line, at) {
    const isEmptied = ({ id, version }) => emptied.has(id) && (at < begunAt || version < emptied.get(id));
    if (!(line.event || line.row) || isHollow(line)) return false;
    const state = stateOf(line);
    if (isOfGone(line) || (state.type === "message" && isEmptied(state))) {
      hollow(line);
      return true;
    }
    const shown = [state.data?.lastMessage, state.data?.conversation?.lastMessage];
    const erased = shown.filter((message) => message && message.content !== "" && isEmptied(message));
    for (const message of erased) message.content = "";
    return erased.length > 0;
  }

  /** Erases the whole queue and rewrites the file, if something was deleted since. */
  function eraseDeleted() {
    if (!isErasureDue) return writing;
    isErasureDue = false;
    if (queue.filter(erase).length === 0) return writing;
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
    /** Everything to process, in the order of arrival. */
    queue,
    /** Stores new events. A repeated push, or a page that is read again, adds nothing. */
    storeEvents(events) {
      const added = events.filter(({ id }) => !ids.has(id)).map((event) => ({ event: { ...event } }));
      added.forEach((line) => erase(line, queue.length)); // a late event of a deleted resource
      return store(added);
    },
    /** Whether the event can belong to the current log: no other event has its `seq`. */
    fits: ({ id, seq }) => (log.seqs.get(seq) ?? id) === id,
    /** The cursor is gone: changes `since` must be read from the lists. `isOther`: the log is another one. */
    storeAnew(anew) {
      void eraseDeleted(); // of the earlier log
      return store([{ anew }]);
    },
    storeRows(rows) {
      const added = rows.map((row) => ({ row }));
      added.forEach((line) => erase(line, queue.length)); // read before it was deleted
      return store(added);
    },
    storeGone: (tombstones) => store(tombstones.map(({ type, id, operationId }) => ({ gone: { type, id, operationId } }))),
    /** The lists are read as of a cursor, and the tombstones up to another one. */
    storeWhole: (asOf, deletionsAt) => store([{ whole: asOf, deletionsCursor: deletionsAt }]),
    storeCursor: (at) => (at === cursor || log.anew !== null ? writing : store([{ cursor: at }])),
    storeDone: (count) => store([{ done: count }]),
    storeConfirmed: (keys) => store([{ confirmed: keys }]),
    eraseDeleted,
    /** The cursor up to which the log was read. */
    cursor: () => cursor,
    /** The cursor up to which the tombstones were read. */
    deletionsCursor: () => deletionsCursor,
    /** `{since, isOther}` while the lists must be read because the cursor is gone; else null. */
    anew: () => log.anew,
    /** How many items of the queue are processed. */
    done: () => done,
    isConfirmed: (key) => confirmed.has(key),
    /** The seq up to which there is no gap. */
    contiguous: () => log.contiguous,
    lastSeq: () => Math.max(log.last, log.contiguous),
    /** When the event with that seq occurred; null if unknown. */
    contiguousAt: () => log.events.findLast(({ seq }) => seq === log.contiguous)?.occurredAt ?? null,
    /** The events of the current log, from the cursor after which it has been read. */
    events: () => log.events.filter(({ seq }) => seq > log.from),
    /** Whether they begin with the log's first event. */
    isFromBeginning: () => log.from === 0,
    async close() {
      await writing;
      await handle.close();
    },
  };
}

/** The state of the current log. */
const beginLog = (anew) => ({ anew, events: [], seqs: new Map(), contiguous: 0, last: 0, from: 0 });

/** A cursor is opaque except its end, the seq. */
export const seqOf = (cursor) => Number(/:(\d+)$/.exec(cursor ?? "")?.[1] ?? 0);

/** Whether the event is a permanent deletion. */
export const isEnd = ({ type }) => type === "conversation.purged" || type === "contact.erased";

/** The resource and version of a line; `data` is null if its content was erased. */
const stateOf = ({ event, row }) =>
  event
    ? { ...event.resource, data: event.data }
    : { type: row.type, id: row.data.id, version: row.data.version, data: row.data };

/** The resources that a line is about. */
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

/** Flushes a rename to disk. */
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
