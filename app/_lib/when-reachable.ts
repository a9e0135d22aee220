/** The pauses between tries where the browser is online, in ms: a restarted server answers within them. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/**
 * A loader that takes no screen with it when the network is away: it waits until the browser is online, and tries for a minute
 * where the server does not answer. Rejects after that, as for the code of an older build, which the server has no more.
 */
export const whenReachable =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  async () => {
    for (let tries = 0; ; ) {
      try {
        return await load();
      } catch (error) {
        const pauseMs = navigator.onLine ? PAUSES_MS[tries++] : null;
        if (pauseMs === undefined) throw error;
        await online(pauseMs);
      }
    }
  };

/** Resolves when the browser gets online, or after a pause if there is one. */
const online = (pauseMs: number | null): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = pauseMs === null ? undefined : setTimeout(end, pauseMs);
    addEventListener("online", end);
  });
