export type Limited = {
  /** Calls `work` immediately, or once at the end of the interval for all calls within it. */
  schedule(): void;
  /** Runs a pending call now, and ignores all later ones. */
  finish(): void;
};

/** Limits `work` to one call every `ms`; the first is immediate. */
export function throttle(ms: number, work: () => void): Limited {
  let isFinished = false;
  let isResting = false;
  let isPending = false;
  const act = () => {
    isResting = true;
    isPending = false;
    work();
    setTimeout(() => {
      isResting = false;
      if (isPending && !isFinished) act();
    }, ms).unref();
  };
  return {
    schedule() {
      isPending = true;
      if (!isResting && !isFinished) act();
    },
    finish() {
      if (isPending && !isFinished) act();
      isFinished = true;
    },
  };
}
