// What has come in, on disk before anybody is told that it was taken. One line is one fact; the file is only ever
// added to, so a crash can tear its last line at most. Put a table with a unique `seq` in its place when you have one.
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  write,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";

const [append, flush] = [promisify(write), promisify(fdatasync)];

/**
 * @param file holds lines `{"event":…}`, `{"row":…}`, `{"cursor":"…"}`, `{"done":n}`.
 * @returns what is in it, and how to add to it.
 */
export function openInbox(file) {
  const { lines, bytes } = readWhole(file);
  let handle = openSync(file, "a");
  ftruncateSync(handle, bytes); // without the line that a crash has torn

  /** Everything to process, in the order in which it came: events, and rows that were read instead of events. */
  const queue = [];
  const seqs = new Set();
  let cursor = null;
  let done = 0;
  let contiguous = 0;
  const remember = (line) => {
    if (line.event) {
      seqs.add(line.event.seq);
      while (seqs.has(contiguous + 1)) contiguous += 1;
    }
    if (line.event || line.row) queue.push(line);
    if (line.cursor !== undefined) cursor = line.cursor;
    if (line.contiguous !== undefined) contiguous = Math.max(contiguous, line.contiguous);
    if (line.done !== undefined) done = line.done;
  };
  lines.forEach(remember);

  let writing = Promise.resolve();
  /** Resolves when the lines are on disk; those who come meanwhile share the next flush. */
  const store = (added) => {
    if (added.length === 0) return writing;
    added.forEach(remember);
    const text = added.map((line) => `${JSON.stringify(line)}\n`).join("");
    writing = writing.then(async () => {
      await append(handle, text);
      await flush(handle);
    });
    return writing;
  };

  return {
    queue,
    /** Events that are new; a `webhook-id` that comes again, or a page that is read again, adds nothing. */
    storeEvents: (events) => store(events.filter(({ seq }) => !seqs.has(seq)).map((event) => ({ event }))),
    /** Rows as of `cursor`, because the log before it cannot be had any more. */
    storeRows: (rows, at) => {
      const place = { cursor: at, contiguous: seqOf(at) };
      return store([...rows.map((row) => ({ row })), place]);
    },
    storeCursor: (at) => (at === cursor ? writing : store([{ cursor: at }])),
    storeDone: (count) => store([{ done: count }]),
    /** Takes the contents out of what is about something that is gone for ever; ids, types and hashes stay. */
    redact(isAbout) {
      writing = writing.then(() => {
        for (const line of queue) {
          if (line.event && isAbout(line.event)) line.event = { ...line.event, data: {}, changes: {} };
          if (line.row && isAbout({ resource: { type: line.row.type, id: line.row.data.id }, data: line.row.data }))
            line.row = { type: line.row.type, data: { id: line.row.data.id, version: line.row.data.version } };
        }
        const fresh = openSync(`${file}.new`, "w");
        writeSync(fresh, [...queue, { cursor, contiguous, done }].map((line) => `${JSON.stringify(line)}\n`).join(""));
        fdatasyncSync(fresh);
        renameSync(`${file}.new`, file);
        closeSync(handle);
        closeSync(fresh);
        handle = openSync(file, "a");
      });
      return writing;
    },
    /** Where the log was read up to. */
    cursor: () => cursor,
    /** How much of the queue is processed. */
    done: () => done,
    /** Up to here there is no gap. */
    contiguous: () => contiguous,
    lastSeq: () => seqs.size === 0 ? contiguous : Math.max(contiguous, ...tail(seqs)),
    events: () => queue.flatMap(({ event }) => (event ? [event] : [])),
    async close() {
      await writing;
      closeSync(handle);
    },
  };
}

/** A cursor is opaque but for its end, the seq. */
export const seqOf = (cursor) => Number(/:(\d+)$/.exec(cursor)?.[1] ?? 0);

/** The last thousand that came: what came out of order came lately. */
const tail = (seqs) => [...seqs].slice(-1000);

function readWhole(file) {
  if (!existsSync(file)) return { lines: [], bytes: 0 };
  const text = readFileSync(file);
  const bytes = text.lastIndexOf("\n") + 1;
  const lines = text.subarray(0, bytes).toString("utf8").split("\n").slice(0, -1);
  return { lines: lines.map((line) => JSON.parse(line)), bytes };
}
