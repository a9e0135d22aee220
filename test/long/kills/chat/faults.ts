import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "@/server/setup/demo/random";

/** What a provider reports of a message. */
export type Signal = "sent" | "failed" | "delivered" | "read";

/** What happens to a request that sends a message. Weights of 1,000. */
const FATES = {
  arrived: 790,
  slow: 80,
  /** Answered with a 5xx before it has arrived. */
  error: 25,
  /** Arrived, and answered with a 5xx. */
  lateError: 25,
  /** The connection ends before it has arrived. */
  cut: 15,
  /** Arrived, and the connection ends without an answer. */
  lateCut: 20,
  /** Arrived, and never answered. */
  hang: 3,
  busy: 30,
  refused: 12,
} as const;
export type Fate = keyof typeof FATES;

/** The fates in which the provider has the message. */
const ARRIVED: ReadonlySet<Fate> = new Set(["arrived", "slow", "lateError", "lateCut", "hang"]);
export const hasArrived = (fate: Fate): boolean => ARRIVED.has(fate);

const SLOW_MS_MAX = 1_500;
/** The provider's clock is ahead of ours, or behind it, by at most so much. */
const SKEW_MS_MAX = 90_000;

/** What a provider reports of a message, in order. */
const REPORTS: readonly (readonly Signal[])[] = [
  [],
  ["sent"],
  ["sent", "failed"],
  ["sent", "delivered"],
  ["sent", "delivered", "read"],
  ["read"],
];

/** The faults of a run: drawn, so that a seed repeats them as far as the order of requests does. */
export type Faults = {
  counts: Record<Fate, number>;
  fate(): Fate;
  signals(): readonly Signal[];
  /** Now, by the clock of the provider. */
  now(): Date;
  wait(): Promise<void>;
};

export function createFaults(random: Random): Faults {
  const skewMs = random.between(-SKEW_MS_MAX, SKEW_MS_MAX);
  const counts = Object.fromEntries(Object.keys(FATES).map((fate) => [fate, 0])) as Faults["counts"];
  return {
    counts,
    fate() {
      const fate = random.weighted(FATES);
      counts[fate]++;
      return fate;
    },
    signals: () => random.pick(REPORTS),
    now: () => new Date(Date.now() + skewMs),
    wait: () => sleep(random.between(50, SLOW_MS_MAX)),
  };
}

const ORDER: readonly string[] = ["pending", "sent", "failed", "delivered", "read"];

/** The tick of a message with these receipts, in whatever order they came. */
export const highestOf = (signals: readonly Signal[]): string =>
  signals.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)).at(-1) ?? "pending";
