import type { Bench, BenchResult } from "@/bench/lib/report";
import { keys } from "./keys";
import { loads } from "./loads";
import { resolves } from "./resolves";
import { openScene, type Scene } from "./scene";
import { tickToPaint } from "./tick-to-paint";

/** The screens in a real browser: ticks, keys, the first paint. */
export const ui: Bench = async ({ scale }) => {
  const scene = await openScene();
  try {
    const results: BenchResult[] = [];
    for (const part of partsOf(scene, SIZES[scale])) results.push(await part());
    return {
      lines: results.flatMap(({ lines }) => lines),
      faults: results.flatMap(({ faults }) => faults),
      detail: results.map(({ detail }) => detail),
    };
  } finally {
    await scene.close();
  }
};

const SIZES = {
  tiny: { seconds: 1, moves: 5, slowMoves: 5, resolves: 3, loads: 1 },
  short: { seconds: 5, moves: 30, slowMoves: 20, resolves: 20, loads: 3 },
  long: { seconds: 20, moves: 150, slowMoves: 60, resolves: 60, loads: 7 },
};

const partsOf = (scene: Scene, size: (typeof SIZES)["short"]): (() => Promise<BenchResult>)[] => [
  () => tickToPaint(scene, size.seconds),
  () => keys(scene, { moves: size.moves, rate: 1 }),
  () => keys(scene, { moves: size.slowMoves, rate: 4 }),
  () => resolves(scene, size.resolves),
  () => loads(scene, size.loads),
];
