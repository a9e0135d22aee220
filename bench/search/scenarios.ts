import { callerOf } from "@/bench/list/fill";
import type { Caller } from "@/server/contract/_shared/caller";
import { RARE, signOf, wordOf } from "./fill-words";

/** Queries of one kind, without repetition while there are others. */
export type Scenario = { name: string; caller: Caller; queryOf(n: number): string };

const admin = callerOf(1);
/** Sees three of ten inboxes, or the quietest of all. */
const agent = callerOf(1, [1, 2, 5]);
const quiet = callerOf(1, [10]);

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "everywhere",
    caller: admin,
    queryOf: (n) => ["parcel", "should", "where is", "here by now"][n % 4] ?? "",
  },
  { name: "common", caller: admin, queryOf: (n) => wordOf(n % 50) },
  { name: "usual", caller: admin, queryOf: (n) => wordOf(500 + 17 * n) },
  { name: "two-words", caller: admin, queryOf: (n) => `${wordOf(n % 40)} ${wordOf(300 + 7 * n)}` },
  { name: "seldom", caller: admin, queryOf: (n) => wordOf(15_000 + 3 * n) },
  { name: "rare", caller: admin, queryOf: (n) => RARE.slice(0, 5 + (n % 7)) },
  { name: "absent", caller: admin, queryOf: (n) => `zzyzx${n}` },
  { name: "chinese", caller: admin, queryOf: (n) => signOf(n % 60) + signOf((3 * n) % 80) },
  { name: "chinese-rare", caller: admin, queryOf: (n) => signOf(900 + n) + signOf(1_700 + n) },
  { name: "one-sign", caller: admin, queryOf: (n) => signOf(40 + 11 * n) },
  { name: "two-letters", caller: admin, queryOf: (n) => wordOf(3 * n).slice(0, 2) },
  { name: "name", caller: admin, queryOf: (n) => `customer ${(4096 + 37 * n).toString(16)}` },
  { name: "number", caller: admin, queryOf: (n) => String(1000 + n) },
  { name: "agent", caller: agent, queryOf: (n) => wordOf(n * 11) },
  { name: "quiet-inbox", caller: quiet, queryOf: (n) => wordOf(n * 11) },
];
