/** How a look at the outbox ended. */
export type PollResult = "done" | "more" | "busy" | "failed";

/** Looks by itself this often: the safety net under the wakes. */
const IDLE_MS = 1000;
/** Another process holds the relay; it may have looked before our commit. Twice as long each time, up to the greatest. */
const BUSY_MS = 5;
const BUSY_MS_MAX = 40;
/** After an error: Postgres restarts, the network is away. */
const ERROR_MS = 500;

/** After a look during which more was committed: commits gather, and are not slowed by a stamp for every few of them. */
const BATCH_MS = 4;

/** The pauses between two looks. */
export type Backoff = {
  /** As long as `after` asks for. */
  pause(after: PollResult): Promise<void>;
  /** A look begins: what was committed before is seen by it. */
  begin(): void;
  /** Ends the pause of a relay that had nothing to do, or shortens the next one. */
  wake(): void;
  /** Ends whatever pause there is. */
  end(): void;
};

/**
 * Only having nothing to do ends by a wake: a process that finds the relay busy, or the database away, would else ask
 * at the rate of its commits.
 */
export function createBackoff(): Backoff {
  let isWoken = true;
  let busyMs = BUSY_MS;
  let endPause: () => void = () => {};
  let endIdling: () => void = () => {};

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function idle(): Promise<void> {
    if (isWoken) return sleep(BATCH_MS);
    const slept = sleep(IDLE_MS);
    endIdling = endPause;
    await slept;
    endIdling = () => {};
  }

  async function pause(after: PollResult): Promise<void> {
    if (after !== "busy") busyMs = BUSY_MS;
    if (after === "done") return idle();
    if (after === "failed") return sleep(ERROR_MS);
    if (after === "more") return;
    await sleep(busyMs);
    busyMs = Math.min(BUSY_MS_MAX, 2 * busyMs);
  }

  return {
    pause,
    begin() {
      isWoken = false;
    },
    wake() {
      isWoken = true;
      endIdling();
    },
    end: () => endPause(),
  };
}
