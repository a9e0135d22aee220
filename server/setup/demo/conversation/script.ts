import type { Run } from "@/server/commands/_run/run";
import type { Random } from "@/server/setup/demo/random";
import type { Step } from "@/server/setup/demo/schedule";

type Work = (run: Run, at: Date) => Promise<unknown>;

/** What happens in one conversation, with times relative to its beginning. */
export type Script = {
  /** Lets time pass. */
  wait(minMinutes: number, maxMinutes: number): void;
  /**
   * Now, or `afterMs` later without letting time pass: reports arrive while people do other things. `mayBegin`: it may
   * begin another conversation, as the first step does.
   */
  add(work: Work, options?: { afterMs?: number; mayBegin?: boolean }): void;
  /** The steps, with the last thing that people do at `endsAt`; what would come after `now` is left out. */
  place(endsAt: number, now: number): Step[];
};

/** The lane of what begins conversations: the numbers that people see rise with time. */
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
