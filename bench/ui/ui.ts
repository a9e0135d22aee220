import type { Bench, BenchResult } from "@/bench/lib/report";
import { keys } from "./keys";
import { loads } from "./loads";
import { openScene, type Scene } from "./scene";
import { tickToPaint } from "./tick-to-paint";

/** What an agent sees and feels, in a real browser: ticks, keys, the first look. */
export const ui: Bench = async ({ isShort }) => {
  const scene = await openScene();
  try {
    const results: BenchResult[] = [];
    for (const part of partsOf(scene, isShort)) results.push(await part());
    return {
      lines: results.flatMap(({ lines }) => lines),
      faults: results.flatMap(({ faults }) => faults),
      detail: results.map(({ detail }) => detail),
    };
  } finally {
    await scene.close();
  }
};

const partsOf = (scene: Scene, isShort: boolean): (() => Promise<BenchResult>)[] => [
  () => tickToPaint(scene, isShort ? 5 : 20),
  () => keys(scene, { moves: isShort ? 30 : 150, rate: 1 }),
  () => keys(scene, { moves: isShort ? 20 : 60, rate: 4 }),
  () => loads(scene, isShort ? 3 : 7),
];
