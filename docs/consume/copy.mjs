// The consumer's copy: each resource's newest state.
import { createHash } from "node:crypto";
import { isEnd } from "./inbox.mjs";

/** Types with a list by `updatedSince`: reading the lists shows which resources exist. */
export const LISTED = ["contact", "conversation", "message"];

/** Built from the inbox at every start. */
export function createCopy() {
  /** By `type:id`; `data` is null after a permanent deletion. */
  const resources = new Map();

  /** The resource, version and data of an item; null if it has none. */
  function read({ event, row, gone }) {
    if (event) return { ...event.resource, data: isEnd(event) ? null : event.data };
    if (row) return { type: row.type, id: row.data.id, version: row.data.version, data: row.isHollow ? null : row.data };
    return gone ? { ...gone, version: Number.MAX_SAFE_INTEGER, data: null } : null;
  }

  function takeEnd({ type, id }) {
    for (const [key, { version, data }] of resources)
      if (data?.[`${type}Id`] === id) resources.set(key, { version, data: null });
  }

  /** Another log has its own versions: all its states replace the copy's. */
  function beginAnew() {
    for (const [key, { data }] of resources) resources.set(key, { version: 0, data, isOfLogBefore: true });
  }

  /** Drops resources that the other log's lists do not contain. Types without a list stay until their next event. */
  function dropUnlisted() {
    for (const [key, { isOfLogBefore }] of resources)
      if (isOfLogBefore && LISTED.includes(key.split(":")[0])) resources.delete(key);
  }

  return {
    resources,
    /** Whether an item is newer than the copy: pushes overtake each other. */
    isNews(item) {
      const state = read(item);
      if (state === null) return false;
      const known = resources.get(`${state.type}:${state.id}`);
      return !known || known.version < state.version;
    },
    take(item) {
      if (item.anew?.isOther) beginAnew();
      if (item.whole) dropUnlisted();
      if (!this.isNews(item)) return;
      const { type, id, version, data } = read(item);
      resources.set(`${type}:${id}`, { version, data });
      if (item.gone || (item.event && isEnd(item.event))) takeEnd({ type, id });
    },
  };
}

/** The digest of one's own copy of the log, as in `/v1/digest`: `hour type` → `count hash`. */
export function digestOf(events, { from, to }) {
  const groups = new Map();
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    if (event.stampedAt < from || event.stampedAt >= to) continue;
    const key = `${event.stampedAt.slice(0, 13)}:00:00.000Z ${event.type}`;
    const group = groups.get(key) ?? { count: 0, hash: createHash("sha256") };
    group.count += 1;
    group.hash.update(`${event.seq} ${event.id} ${event.type} ${event.hash}\n`);
    groups.set(key, group);
  }
  return new Map([...groups].map(([key, { count, hash }]) => [key, `${count} ${hash.digest("hex")}`]));
}
