import type { Logger } from "pino";

/** A condition that an operator must know: one log line when it begins, and one when it has ended. */
export type Alert = {
  /** It is so now. The first call logs; the others cost nothing. */
  raise(context: object): void;
  /** It is no longer so: logs if it was raised and has not been raised for `quietMs`. */
  clear(): void;
  isRaised(): boolean;
};

export type AlertOptions = {
  log: Pick<Logger, "error" | "info">;
  /** The log line of its beginning: what is wrong and what users notice. */
  begins: string;
  ends: string;
  /** 1 while it is raised. */
  gauge: { set(value: number): void };
  /** It ends at the earliest this long after the last `raise`: what fails now and then stays one alert. In ms. */
  quietMs?: number;
  nowMs?: () => number;
};

export function createAlert({
  log,
  begins,
  ends,
  gauge,
  quietMs = 0,
  nowMs = () => performance.now(),
}: AlertOptions): Alert {
  let beganMs: number | null = null;
  let raisedMs = 0;
  gauge.set(0);
  return {
    raise(context) {
      raisedMs = nowMs();
      if (beganMs !== null) return;
      beganMs = raisedMs;
      gauge.set(1);
      log.error({ alert: true, ...context }, begins);
    },
    clear() {
      if (beganMs === null || nowMs() - raisedMs < quietMs) return;
      log.info({ alert: true, seconds: Math.round((nowMs() - beganMs) / 1000) }, ends);
      beganMs = null;
      gauge.set(0);
    },
    isRaised: () => beganMs !== null,
  };
}
