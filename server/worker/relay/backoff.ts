/** The result of a poll of the outbox. */
export type PollResult = "done" | "more" | "busy" | "failed";

/** Polls without a wake this often, in case a wake is lost. */
const IDLE_MS = 1000;
/** Another process holds the relay, and may have polled before our commit. Doubles each time up to the maximum. */
const BUSY_MS = 5;
const BUSY_MS_MAX = 40;
/** After an error: Postgres restarts, or the network is down. */
const ERROR_MS = 500;

/** After a poll during which more was committed: batches commits instead of stamping every few of them. */
const BATCH_MS = 4;

/** The pauses between polls. */
export type Backoff = {
  /** Pauses for as long as `after` requires. */
  pause(after: PollResult): Promise<void>;
  /** A poll begins: it sees earlier commits. */
  begin(): void;
  /** Ends the pause of an idle relay, or shortens the next one. */
  wake(): void;
  /** Ends any pause. */
  end(): void;
};

/**
 * A wake ends only an idle pause: otherwise a process that finds the relay busy or the database down would poll at the
 * rate of its commits.
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
