import type { PresentAt } from "@/server/contract/live/presence";

/** A member at a conversation. The inbox decides who is told. */
export type Present = { displayId: number; inboxId: number; userId: number };

/** What another process said holds for so long; it says it again meanwhile. */
export const REPORT_TTL_MS = 30_000;
/** Longer than two of a writer's signs of life. */
export const TYPING_MS = 7_000;

/** Who is where in one account, as far as this process knows. */
export type PresenceBook = {
  /** Replaces who is here by our own streams; gives back what changed. */
  setOwn(entries: readonly Present[]): { here: Present[]; gone: Present[] };
  own(): Present[];
  /** Takes what the process `from` said. */
  applyReport(from: string, report: { here: readonly Present[]; gone: readonly Present[] }): void;
  type(entry: Present, isTyping: boolean): void;
  typing(): Present[];
  /** Everybody, by conversation. */
  all(): Map<number, { inboxId: number; present: PresentAt }>;
  /** When the first of what was heard runs out, in ms; null = nothing does. */
  endsAt(): number | null;
};

type Ending = Present & { until: number };

const keyOf = ({ displayId, userId }: Present): string => `${displayId}/${userId}`;

/** Makes an empty book. `nowMs` is a clock in ms. */
export function createPresenceBook(nowMs: () => number): PresenceBook {
  let own = new Map<string, Present>();
  const reported = new Map<string, Ending>();
  const typing = new Map<string, Ending>();

  function dropExpired(): void {
    const now = nowMs();
    for (const entries of [reported, typing])
      for (const [key, { until }] of entries) if (until <= now) entries.delete(key);
  }

  return {
    setOwn(entries) {
      const before = own;
      own = new Map(entries.map((entry) => [keyOf(entry), entry]));
      const isNew = (entry: Present) => before.get(keyOf(entry))?.inboxId !== entry.inboxId;
      const isGone = (entry: Present) => !own.has(keyOf(entry));
      return { here: [...own.values()].filter(isNew), gone: [...before.values()].filter(isGone) };
    },
    own: () => [...own.values()],
    applyReport(from, { here, gone }) {
      const until = nowMs() + REPORT_TTL_MS;
      for (const entry of here) reported.set(`${from}/${keyOf(entry)}`, { ...entry, until });
      for (const entry of gone) reported.delete(`${from}/${keyOf(entry)}`);
    },
    type(entry, isTyping) {
      if (isTyping) typing.set(keyOf(entry), { ...entry, until: nowMs() + TYPING_MS });
      else typing.delete(keyOf(entry));
    },
    typing() {
      dropExpired();
      return [...typing.values()].map(({ until: _, ...entry }) => entry);
    },
    all() {
      dropExpired();
      const all: ReturnType<PresenceBook["all"]> = new Map();
      const put = ({ displayId, inboxId, userId }: Present, into: "viewerIds" | "typerIds") => {
        const found = all.get(displayId) ?? { inboxId, present: { displayId, viewerIds: [], typerIds: [] } };
        all.set(displayId, found);
        if (!found.present[into].includes(userId)) found.present[into].push(userId);
      };
      for (const entry of [...own.values(), ...reported.values()]) put(entry, "viewerIds");
      for (const entry of typing.values()) put(entry, "typerIds");
      for (const { present } of all.values()) {
        present.viewerIds.sort((a, b) => a - b);
        present.typerIds.sort((a, b) => a - b);
      }
      return all;
    },
    endsAt: () => {
      const ends = [...reported.values(), ...typing.values()].map(({ until }) => until);
      return ends.length === 0 ? null : Math.min(...ends);
    },
  };
}
