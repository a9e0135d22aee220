import { readFileSync } from "node:fs";

/** The process ids of a main process's web processes, by their number. Reads `/proc`. */
export function webProcessesOf(mainPid: number): Map<number, number> {
  const children = readFileSync(`/proc/${mainPid}/task/${mainPid}/children`, "utf8").trim().split(" ");
  return new Map(
    children.filter(Boolean).flatMap((pid) => {
      const number = /\0--web=(\d+)\0/.exec(readFileSync(`/proc/${pid}/cmdline`, "utf8"))?.[1];
      return number === undefined ? [] : [[Number(number), Number(pid)] as const];
    }),
  );
}
