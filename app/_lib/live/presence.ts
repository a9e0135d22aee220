import type { PresentAt } from "@/server/contract/live/presence";
import type { LiveConnection } from "./live-connection";
import { listen } from "./live-health";

/** Presence by conversation, as the stream sends it. */
export type PresenceStore = {
  /** Null: nobody, or unknown. */
  at(displayId: number): PresentAt | null;
  onChange(listener: () => void): () => void;
};

/** Follows a connection. While it is broken nobody is present: afterwards the stream sends the full state. */
export function createPresenceStore(
  connection: Pick<LiveConnection, "onFrame" | "onState" | "state">,
): PresenceStore {
  const listeners = new Set<() => void>();
  let known = new Map<number, PresentAt>();
  const set = (next: typeof known) => {
    known = next;
    for (const listener of listeners) listener();
  };
  connection.onFrame(({ presence }) => {
    if (!presence) return;
    const next = new Map(presence.isWhole ? [] : known);
    for (const one of presence.at) {
      if (one.viewerIds.length + one.typerIds.length > 0) next.set(one.displayId, one);
      else next.delete(one.displayId);
    }
    set(next);
  });
  connection.onState(() => {
    if (connection.state() !== "live" && known.size > 0) set(new Map());
  });
  return {
    at: (displayId) => known.get(displayId) ?? null,
    onChange: (listener) => listen(listeners, listener),
  };
}
