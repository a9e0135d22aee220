import type { Run } from "@/server/commands/_run/run";
import type { Random } from "@/server/setup/demo/random";
import type { Step } from "@/server/setup/demo/schedule";

type Work = (run: Run, at: Date) => Promise<unknown>;

/** The steps of one conversation, with times relative to its beginning. */
export type Script = {
  /** Lets time pass. */
  wait(minMinutes: number, maxMinutes: number): void;
  /**
   * Adds a step now, or `afterMs` later without advancing time: receipts arrive while people do other things. `mayBegin`:
   * it may begin another conversation, as the first step does.
   */
  add(work: Work, options?: { afterMs?: number; mayBegin?: boolean }): void;
  /** The steps, with the last step of people at `endsAt`; steps after `now` are left out. */
  place(endsAt: number, now: number): Step[];
};

/** The lane of steps that begin conversations, so that display ids rise with time. */
const BEGIN = "begin";

export function createScript(random: Random, lane: string): Script {
  const acts: { at: number; work: Work; lanes: string[] }[] = [];
  let clock = 0;
  return {
    wait: (min, max) => {
      clock += random.between(min * 60, max * 60) * 1000;
    },
    add: (work, { afterMs = 0, mayBegin = acts.length === 0 } = {}) => {
      acts.push({ at: clock + afterMs, work, lanes: mayBegin ? [lane, BEGIN] : [lane] });
    },
    place: (endsAt, now) =>
      acts
        .map(({ at, work, lanes }): Step => {
          const time = new Date(endsAt - clock + at);
          return { at: time, lanes, work: async (run) => void (await work(run, time)) };
        })
        .filter((step) => step.at.getTime() <= now),
  };
}
