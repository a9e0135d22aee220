import type { Line } from "@/bench/lib/report";
import { percentile } from "@/bench/lib/rounds";
import type { Place } from "./account";
import { prepareQueries, type Query } from "./queries";

const WARM_UP = 3;

type Options = { messages: readonly number[]; queries: number; faults: string[] };
type Times = { p50: number; p95: number };

/**
 * The times of each query in each database, in ms, one query in each in turn, so that other load affects all. Each repetition
 * asks about other rows.
 */
export async function measure(
  places: readonly Place[],
  { messages, queries, faults }: Options,
): Promise<Line[]> {
  const prepared: Query[][] = [];
  for (const place of places) prepared.push(await prepareQueries(place));
  const [first = []] = prepared;
  const lines: Line[] = [];
  for (const [at, { name }] of first.entries()) {
    const all: number[][] = places.map(() => []);
    for (let n = -WARM_UP; n < queries; n++)
      for (const [of, each] of prepared.entries()) {
        const query = each[at];
        if (!query) continue;
        const began = performance.now();
        const rows = await query.ask(n + WARM_UP);
        const ms = performance.now() - began;
        const fault = `${name} at ${messages[of]}: ${rows} rows instead of ${query.rows}`;
        if (rows !== query.rows && !faults.includes(fault)) faults.push(fault);
        if (n >= 0) all[of]?.push(ms);
      }
    lines.push(...linesOf(name, all.map(timesOf)));
  }
  return lines;
}

function timesOf(all: readonly number[]): Times {
  const sorted = all.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 50), p95: percentile(sorted, 95) };
}

/** The largest database against the smallest. */
function linesOf(name: string, times: readonly Times[]): Line[] {
  return (["p50", "p95"] as const).map((of) => {
    const [least = Number.NaN, most = Number.NaN] = [times[0]?.[of], times.at(-1)?.[of]];
    const ratio = most / least;
    return {
      name: `growth-${name}-${of}`,
      ours: round2(most),
      bare: round2(least),
      ratio: { median: ratio, min: ratio, max: ratio },
      unit: "ms",
      target: "–",
      isVoid: false,
    };
  });
}

const round2 = (ms: number): number => Math.round(ms * 100) / 100;
