// What the consumer keeps: each resource's newest state.
import { createHash } from "node:crypto";
import { isEnd } from "./inbox.mjs";

/** What `updatedSince` lists: of these a reading of the lists tells what there is, and what there is not. */
export const LISTED = ["contact", "conversation", "message"];

/** Made anew from the inbox at every start. */
export function createCopy() {
  /** By `type:id`; `data` is null of what is gone for ever. */
  const resources = new Map();

  /** What an item of the queue says of which resource; null of one that says nothing of any. */
  function read({ event, row, gone }) {
    if (event) return { ...event.resource, data: isEnd(event) ? null : event.data };
    if (row) return { type: row.type, id: row.data.id, version: row.data.version, data: row.isHollow ? null : row.data };
    return gone ? { ...gone, version: Number.MAX_SAFE_INTEGER, data: null } : null;
  }

  function takeEnd({ type, id }) {
    for (const [key, { version, data }] of resources)
      if (data?.[`${type}Id`] === id) resources.set(key, { version, data: null });
  }

  /** Another log has its own versions: anything that it says is newer than what we have. */
  function beginAnew() {
    for (const [key, { data }] of resources) resources.set(key, { version: 0, data, isOfLogBefore: true });
  }

  /** What the lists of the other log did not name is not there any more. Other resources stay until it tells of them. */
  function dropUnnamed() {
    for (const [key, { isOfLogBefore }] of resources)
      if (isOfLogBefore && LISTED.includes(key.split(":")[0])) resources.delete(key);
  }

  return {
    resources,
    /** Whether an item of the queue says anything newer than what is known: pushes overtake each other. */
    isNews(item) {
      const said = read(item);
      if (said === null) return false;
      const known = resources.get(`${said.type}:${said.id}`);
      return !known || known.version < said.version;
    },
    take(item) {
      if (item.anew?.isOther) beginAnew();
      if (item.whole) dropUnnamed();
      if (!this.isNews(item)) return;
      const { type, id, version, data } = read(item);
      resources.set(`${type}:${id}`, { version, data });
      if (item.gone || (item.event && isEnd(item.event))) takeEnd({ type, id });
    },
  };
}

/** The digest of one's own copy of the log, as `/v1/digest` tells it: `hour type` → `count hash`. */
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
