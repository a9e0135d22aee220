export type Limited = {
  /** Works at once, or, when the last work was sooner than the limit, once at the end of it for all that asked. */
  schedule(): void;
  /** Does now what was asked and has to wait; afterwards nothing more is done. */
  finish(): void;
};

/** Limits `work` to one call every `ms`; the first is at once. */
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
