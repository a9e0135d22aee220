export type Limited = {
  /** Works at once, or, when the last work was sooner than the limit, once at the end of it for all that asked. */
  ask(): void;
  /** Does now what was asked and has to wait; afterwards nothing more is done. */
  finish(): void;
};

/** Limits `work` to one call every `ms`; the first is at once. */
export function throttle(ms: number, work: () => void): Limited {
  let isFinished = false;
  let isResting = false;
  let isAsked = false;
  const act = () => {
    isResting = true;
    isAsked = false;
    work();
    setTimeout(() => {
      isResting = false;
      if (isAsked && !isFinished) act();
    }, ms).unref();
  };
  return {
    ask() {
      isAsked = true;
      if (!isResting && !isFinished) act();
    },
    finish() {
      if (isAsked && !isFinished) act();
      isFinished = true;
    },
  };
}
