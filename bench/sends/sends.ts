import { onFilledAccount } from "@/bench/lib/filled-account";
import type { Bench, Line } from "@/bench/lib/report";
import { compare, percentile } from "@/bench/lib/rounds";
import type { ReceiverAnswer, ReceiverQuestion } from "@/bench/webhooks/receiver";
import { SENDS_AT_ONCE } from "@/server/store/sends/claim-sends";
import type { BareAnswer, BareQuestion } from "./bare";
import type { WorkerAnswer, WorkerQuestion } from "./worker";

const TARGET = 0.5;
const SIZES = {
  tiny: { messages: 10_000, sends: 100, rounds: 1, seconds: 0.2 },
  short: { messages: 10_000, sends: 3_000, rounds: 3, seconds: 4 },
  long: { messages: 100_000, sends: 10_000, rounds: 5, seconds: 20 },
};
/**
 * Messages to the program behind an inbox, in another process: how many a second, against a loop that posts and writes
 * one transaction each; and from the commit of a reply to the first byte at the program.
 */
export const sends: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  return onFilledAccount({ folder: "sends", messages: size.messages }, async ({ databaseUrl, child }) => {
    const receiver = child<ReceiverQuestion, ReceiverAnswer>(
      new URL("../webhooks/receiver.ts", import.meta.url),
    );
    const worker = child<WorkerQuestion, WorkerAnswer>(new URL("./worker.ts", import.meta.url));
    const bare = child<BareQuestion, BareAnswer>(new URL("./bare.ts", import.meta.url));
    const { port } = await receiver.request({ kind: "open" });
    await worker.request({ kind: "open", databaseUrl, callbackUrl: `http://127.0.0.1:${port}/ok` });

    const faults: string[] = [];
    const ours = async () => {
      await receiver.request({ kind: "taken" });
      const { seconds } = await worker.request({ kind: "drain", sends: size.sends });
      const { taken } = await receiver.request({ kind: "taken" });
      const distinct = new Set(taken.map(([, id]) => id)).size;
      if (taken.length !== size.sends || distinct !== size.sends)
        faults.push(`${size.sends} sends, ${taken.length} calls of ${distinct}`);
      return size.sends / seconds;
    };
    const plain = async () => {
      const asked = { databaseUrl, port, sends: size.sends, atOnce: SENDS_AT_ONCE };
      const { seconds, failures } = await bare.request(asked);
      if (failures > 0) faults.push(`bare: ${failures} failed`);
      return size.sends / seconds;
    };
    await ours();
    await plain();
    const compared = await compare({ ours, bare: plain, rounds: size.rounds });
    const rate: Line = {
      name: "sends",
      ours: compared.ours,
      bare: compared.bare,
      ratio: compared.ratio,
      unit: "sends/s",
      target: `≥ ${TARGET}`,
      leastRatio: TARGET,
      isVoid: compared.isVoid,
    };

    await receiver.request({ kind: "taken" });
    const { committed } = await worker.request({ kind: "pace", perSecond: 100, seconds: size.seconds });
    const arrived = new Map(
      (await receiver.request({ kind: "taken" })).taken.map(([, id, atMs]) => [id, atMs]),
    );
    const latencies = committed.flatMap(([id, atMs]) => {
      const got = arrived.get(id);
      return got === undefined ? [] : [Math.max(0, got - atMs)];
    });
    if (latencies.length !== Math.round(100 * size.seconds))
      faults.push(`${latencies.length} of ${100 * size.seconds} messages arrived`);
    latencies.sort((a, b) => a - b);
    const lines = [50, 99].map(
      (p): Line => ({
        name: `sends-first-byte-p${p}`,
        ours: Math.round(percentile(latencies, p) * 10) / 10,
        bare: null,
        ratio: null,
        unit: "ms at 100/s",
        target: "–",
        isVoid: false,
      }),
    );
    return { lines: [rate, ...lines], faults, detail: size };
  });
};
