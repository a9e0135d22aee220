import type { PresentAt } from "@/server/contract/live/frame";

/** A member viewing a conversation. The inbox decides who may see it. */
export type Present = {
  displayId: number;
  inboxId: number;
  userId: number;
  /** The member types a note: no customer sees it. */
  isPrivate?: true;
};

/** Lifetime of another process's report, in ms; that process repeats it sooner. */
export const REPORT_TTL_MS = 30_000;
/** Lifetime of a typing mark, in ms: longer than two of the browser's typing signals. */
export const TYPING_MS = 7_000;

/** Which member views which conversation of one account, as known to this process. */
export type PresenceBook = {
  /** Replaces the entries of this process's streams; returns the difference. */
  setOwn(entries: readonly Present[]): { here: Present[]; gone: Present[] };
  own(): Present[];
  /** Applies a report of the process `from`. */
  applyReport(from: string, report: { here: readonly Present[]; gone: readonly Present[] }): void;
  type(entry: Present, isTyping: boolean): void;
  typing(): Present[];
  /** All members present, by conversation. */
  all(): Map<number, { inboxId: number; present: PresentAt }>;
  /** When the first reported entry expires, in ms; null = none. */
  endsAt(): number | null;
};

type Ending = Present & { until: number };

const keyOf = ({ displayId, userId }: Present): string => `${displayId}/${userId}`;

/** Creates an empty book. `nowMs` is a clock in ms. */
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
      const hasLeft = (entry: Present) => !own.has(keyOf(entry));
      return { here: [...own.values()].filter(isNew), gone: [...before.values()].filter(hasLeft) };
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
