import type { ActionResult } from "@/app/_auth/act";
import type { RefusalCode } from "@/server/contract/refusal";

/** Why one of many was not changed; `unreachable`: the server did not answer, and the rest was not tried. */
export type Fault = RefusalCode | "unreachable";

export type EachResult = {
  changed: { displayId: number; operationId: string }[];
  /** How many were as wanted already. */
  unchanged: number;
  faults: Map<Fault, number>;
};

type RunEach = {
  /** As many are under way at once. */
  atOnce: number;
  onDone: (count: number) => void;
};

/** Runs a change on each conversation, a bounded number at once. One that is refused does not stop the others. */
export async function runEach(
  displayIds: readonly number[],
  run: (displayId: number) => Promise<ActionResult>,
  { atOnce, onDone }: RunEach,
): Promise<EachResult> {
  const result: EachResult = { changed: [], unchanged: 0, faults: new Map() };
  const waiting = [...displayIds];
  const count = (fault: Fault, more = 1) => result.faults.set(fault, (result.faults.get(fault) ?? 0) + more);
  let done = 0;

  async function work(): Promise<void> {
    for (let displayId = waiting.shift(); displayId !== undefined; displayId = waiting.shift()) {
      const answer = await run(displayId).catch(() => null);
      if (answer === null) count("unreachable", 1 + waiting.splice(0).length);
      else if (!answer.ok) count(answer.code);
      else if (answer.operationId === null) result.unchanged += 1;
      else result.changed.push({ displayId, operationId: answer.operationId });
      done += 1;
      onDone(done);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, displayIds.length) }, work));
  return result;
}
