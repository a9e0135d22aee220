/**
 * `npm run bench -- ticks recovery [--short] [--gate] [--sabotage] [--seed 7]`: runs the benchmarks named, one after the other.
 * Each prints one line per measurement and writes bench/results/NAME.json. Exit 1 when what a benchmark did was wrong;
 * being too noisy to tell (void) is reported and fails nothing, nor does being slow, but under --gate.
 */
import { parseArgs } from "node:util";
import { batch } from "./batch/batch";
import { commit } from "./commit/commit";
import { type Bench, missed, report } from "./lib/report";
import { list } from "./list/list";
import { live } from "./live/live";
import { storm } from "./live/storm";
import { multi } from "./multi/multi";
import { recovery } from "./recovery/recovery";
import { search } from "./search/search";
import { ticks } from "./ticks/ticks";
import { ui } from "./ui/ui";

const BENCHES: Readonly<Record<string, Bench>> = {
  ticks,
  batch,
  commit,
  list,
  search,
  live,
  storm,
  recovery,
  multi,
  ui,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    gate: { type: "boolean", default: false },
    sabotage: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !BENCHES[name]);
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}

let isCorrect = true;
let isFast = true;
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) continue;
  const result = await bench({
    isShort: values.short,
    isSabotaged: values.sabotage,
    seed: Number(values.seed),
  });
  report(name, result);
  const slow = values.gate ? missed(result) : [];
  for (const line of slow) process.stdout.write(`${line}\n`);
  isFast &&= slow.length === 0;
  isCorrect &&= result.faults.length === 0;
}
process.exit(isCorrect && isFast ? 0 : 1);
