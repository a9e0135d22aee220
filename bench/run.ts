/**
 * `npm run bench -- ticks recovery [--short] [--gate] [--smoke] [--sabotage] [--seed 7] [--messages 1000000,10000000]`: runs the benchmarks named,
 * one after the other. Each prints one line per measurement and writes bench/results/NAME.json. Exits with 1 when a
 * result was wrong. A void comparison fails nothing; a slow one fails only under --gate. --smoke runs each at its least
 * size and prints only whether its results were right.
 */
import { parseArgs } from "node:util";
import { batch } from "@/bench/batch/batch";
import { bulk } from "@/bench/bulk/bulk";
import { commands } from "@/bench/commands/commands";
import { commit } from "@/bench/commit/commit";
import { prisma } from "@/bench/commit/prisma";
import { crowd } from "@/bench/crowd/crowd";
import { soak } from "@/bench/crowd/soak";
import { files } from "@/bench/files/files";
import { growth } from "@/bench/growth/growth";
import { sharePostgres } from "@/bench/lib/postgres";
import { type Bench, missed, report, reportFaults, type Scale } from "@/bench/lib/report";
import { list } from "@/bench/list/list";
import { live } from "@/bench/live/live";
import { storm } from "@/bench/live/storm";
import { multi } from "@/bench/multi/multi";
import { recovery } from "@/bench/recovery/recovery";
import { search } from "@/bench/search/search";
import { ticks } from "@/bench/ticks/ticks";
import { ui } from "@/bench/ui/ui";
import { webhooks } from "@/bench/webhooks/webhooks";
import { widget } from "@/bench/widget/widget";
import { wukongim } from "@/bench/wukongim/wukongim";

const BENCHES: Readonly<Record<string, Bench>> = {
  ticks,
  batch,
  commands,
  commit,
  bulk,
  list,
  search,
  live,
  storm,
  recovery,
  multi,
  crowd,
  soak,
  prisma,
  ui,
  webhooks,
  files,
  wukongim,
  growth,
  widget,
};

const GATE_TRIES = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    gate: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    sabotage: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    messages: { type: "string" },
  },
});
const scale: Scale = values.smoke ? "tiny" : values.short ? "short" : "long";
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !BENCHES[name]);
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}

let isCorrect = true;
let isFast = true;
const endSharing = values.smoke ? await sharePostgres() : undefined;
try {
  for (const name of names) {
    const bench = BENCHES[name];
    if (bench) isFast &&= (await runBench(name, bench)).length === 0;
  }
} finally {
  await endSharing?.();
}
process.exit(isCorrect && isFast ? 0 : 1);

/**
 * Runs a benchmark; under --gate again if a measurement missed it, because a busy machine is no regression.
 * @returns the measurements that missed in every try.
 */
async function runBench(name: string, bench: Bench): Promise<string[]> {
  let slow: string[] | undefined;
  for (let tries = 0; tries < GATE_TRIES && slow?.length !== 0; tries++) {
    const messages = values.messages?.split(",").map(Number);
    const options = {
      scale,
      isSabotaged: values.sabotage,
      seed: Number(values.seed),
      ...(messages && { messages }),
    };
    const result = await bench(options);
    if (values.smoke) reportFaults(name, result);
    else report(name, result);
    isCorrect &&= result.faults.length === 0;
    if (!values.gate) return [];
    const now = missed(result);
    for (const { text } of now) process.stdout.write(`${text}\n`);
    const names = now.map((line) => line.name);
    slow = slow?.filter((line) => names.includes(line)) ?? names;
  }
  return slow ?? [];
}
