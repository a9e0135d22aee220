// What the consumer keeps: each resource's newest state. This is where your own work begins.
import { createHash } from "node:crypto";

/** Made anew from the inbox at every start. */
export function createCopy() {
  /** By `type:id`; `data` is null of what is gone for ever. */
  const resources = new Map();

  /** Takes a state unless it is not newer than the one known: pushes overtake each other. */
  function take(type, id, version, data) {
    const key = `${type}:${id}`;
    const known = resources.get(key);
    if (known && known.version >= version) return false;
    resources.set(key, { version, data });
    return true;
  }

  function forgetParts(type, id) {
    for (const [key, { version, data }] of resources)
      if (data?.[`${type}Id`] === id) resources.set(key, { version, data: null });
  }

  return {
    resources,
    /** @returns whether the event told anything new. */
    apply({ type, resource, data }) {
      const isGone = type === "conversation.purged" || type === "contact.erased";
      const isNew = take(resource.type, resource.id, resource.version, isGone ? null : data);
      if (isGone) forgetParts(resource.type, resource.id);
      return isNew;
    },
    /** A row of a list, read because the log that led to it is gone. */
    applyRow: ({ type, data }) => take(type, data.id, data.version, data),
    /** What was deleted for ever while nobody listened. */
    forget(type, id) {
      take(type, id, Number.MAX_SAFE_INTEGER, null);
      forgetParts(type, id);
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
