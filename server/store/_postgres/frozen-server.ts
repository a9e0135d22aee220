/** A server counts as frozen when so many questions in a row, each on a new connection, had no answer in time. */
const UNANSWERED_MAX = 2;

/** The watches that found a server frozen, by its address: they hold for the other pools of the process, too. */
const watchesOf = new Map<string, Set<object>>();

/** Whether the server of a pool answers, as one watch has found by its questions. */
export type FrozenServer = {
  isFrozen(): boolean;
  /** The last question had no answer. */
  isDoubtful(): boolean;
  noteAnswered(): void;
  /** A question failed with `error`. */
  noteFailed(error: unknown): void;
};

export function watchServer(url: string, onFrozen: () => void): FrozenServer {
  const { host } = new URL(url);
  const watches = watchesOf.get(host) ?? new Set();
  watchesOf.set(host, watches);
  const self = {};
  let unanswered = 0;
  const noteAnswered = () => {
    unanswered = 0;
    watches.delete(self);
  };
  return {
    isFrozen: () => watches.size > 0,
    isDoubtful: () => unanswered > 0,
    noteAnswered,
    noteFailed(error) {
      if (!isUnanswered(error)) return noteAnswered();
      unanswered += 1;
      if (unanswered < UNANSWERED_MAX) return;
      if (watches.size === 0) onFrozen();
      watches.add(self);
    },
  };
}

/** Whether nobody answered, rather than refused: the driver's own errors. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && /timeout/i.test(error.message) && !("code" in error);
