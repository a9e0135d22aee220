const RETRY_MS = 5_000;

/**
 * A loader of code that a screen can do without, such as a banner: where it can't be loaded, for example offline, it is loaded again
 * when the browser is online or some seconds later. It never rejects, so that such a part takes no screen with it.
 */
export const whenReachable =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  async () => {
    for (;;) {
      try {
        return await load();
      } catch {
        await retryTime(); // the part stays away meanwhile
      }
    }
  };

const retryTime = (): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, RETRY_MS);
    addEventListener("online", end);
  });
