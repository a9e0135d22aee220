import { createAlert } from "@/server/lib/process/alert";
import { log } from "@/server/lib/process/log";
import type { ReplicaState } from "@/server/lib/process/replica-states";
import { createLag, type Sample } from "./lag";
import type { Position } from "./primary-position";

/** Whether reads go to a replica, and why not. */
export type Standing = {
  isOpen(): boolean;
  isLeftOut(): boolean;
  /** No read goes to it until `note` finds that it is near again. */
  leaveOut(reason: string): void;
  /** A read waited for it in vain: the next ones do not, until it has caught up. */
  noteLate(): void;
  /** How far it had replayed after the sample of the primary. */
  note(sample: Sample, replayed: Position): void;
  state(): ReplicaState;
};

/** What comes and goes within this time is one alert. */
const QUIET_MS = 5_000;

/** It is left out until the first `note`. */
export function createStanding(name: string): Standing {
  const alert = createAlert({
    log,
    begins: `the replica ${name} is left out: its reads go to the primary`,
    ends: `reads go to the replica ${name} again`,
    gauge: { set: () => {} }, // the metrics read `state`
    quietMs: QUIET_MS,
  });
  const lag = createLag();
  let leftOut: string | null = "it has not answered yet";
  let isLate = false;

  function leaveOut(reason: string): void {
    leftOut = reason;
    alert.raise({ reason });
  }

  return {
    isOpen: () => leftOut === null && !isLate,
    isLeftOut: () => leftOut !== null,
    leaveOut,
    noteLate: () => {
      isLate = true;
    },
    note(sample, replayed) {
      const { isCurrent, reason } = lag.note(sample, replayed);
      if (isCurrent) isLate = false;
      if (reason !== null) return leaveOut(reason);
      leftOut = null;
      alert.clear();
    },
    state: () => ({ name, leftOut, ...lag.read() }),
  };
}
