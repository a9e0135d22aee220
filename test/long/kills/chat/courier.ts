import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "@/server/setup/demo/random";

/** One call of a webhook. `signal` cuts it. Returns the status. */
export type Call = (signal: AbortSignal) => Promise<number>;

/** Brings webhooks to the product as a network does. */
export type Courier = {
  /** Brings it at some time, at least once: until it is answered with 2xx, as a provider does. */
  add(call: Call): void;
  /** Resolves when everything that was added has been brought. */
  idle(): Promise<void>;
  /** Calls, those that were cut, those that came again although they had been answered, and those without a 2xx. */
  counts: { calls: number; cuts: number; repetitions: number; unanswered: number };
  /** The answers that end the repetitions of a provider, and mean that it lost something. */
  faults: string[];
};

const LANES = 8;
const AGAIN_MS = 100;
/** A call waits for at most so long, so that later ones overtake it. */
const DELAY_MS_MAX = 800;
const CHANCES = { cut: 0.05, repeated: 0.15 };
const CUT_AFTER_MS_MAX = 30;
const ANSWER_MS = 20_000;

/** Reorders calls, repeats some, delays and cuts others. */
export function createCourier(random: Random): Courier {
  const queue: Call[] = [];
  const counts = { calls: 0, cuts: 0, repetitions: 0, unanswered: 0 };
  const faults: string[] = [];
  let running = 0;

  async function bring(call: Call): Promise<void> {
    for (;;) {
      const isCut = random.isLikely(CHANCES.cut);
      counts.calls++;
      if (isCut) counts.cuts++;
      const limit = isCut ? random.between(0, CUT_AFTER_MS_MAX) : ANSWER_MS;
      const status = await call(AbortSignal.timeout(limit)).catch(() => 0);
      if (status >= 200 && status < 300) return;
      if (status >= 300 && status < 500) faults.push(`a webhook was answered with ${status}`);
      if (!isCut) counts.unanswered++;
      await sleep(AGAIN_MS);
    }
  }
  async function work(): Promise<void> {
    for (;;) {
      const call = queue.splice(random.between(0, queue.length - 1), 1)[0];
      if (!call) return;
      await sleep(random.between(0, DELAY_MS_MAX) / LANES);
      await bring(call);
      if (random.isLikely(CHANCES.repeated)) {
        counts.repetitions++;
        await bring(call);
      }
    }
  }
  function run(): void {
    while (running < LANES && queue.length > running) {
      running++;
      void work().finally(() => {
        running--;
        run();
      });
    }
  }
  return {
    counts,
    faults,
    add(call) {
      queue.push(call);
      if (running === 0 || queue.length > LANES) run();
      else setTimeout(run, AGAIN_MS);
    },
    async idle() {
      while (queue.length > 0 || running > 0) await sleep(AGAIN_MS);
    },
  };
}
