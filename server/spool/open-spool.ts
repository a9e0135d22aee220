import { join } from "node:path";
import type { Logger } from "pino";
import { reasonOf } from "@/server/lib/process/start-failure";
import { openAside } from "./aside";
import { createCoreState, type Pace } from "./core-state";
import { createIntake } from "./intake";
import { createBodyBudget } from "./read-body";
import type { SpoolRecord } from "./record";
import { startReplay } from "./replay";
import { openSegments } from "./segments";
import { createSpoolServer, type SpoolServer } from "./server";
import { createSpoolMetrics, type SpoolState } from "./spool-metrics";
import { openUpstream } from "./upstream";
import { createWaitingLine } from "./waiting-line";

export type SpoolOptions = {
  dataDir: string;
  upstream: string;
  bytesMax: number;
  secret?: string | undefined;
  metricsToken?: string | undefined;
  log: Logger;
  /** The core's answer is awaited for so long; by default 10 s. */
  answerMs?: number;
  /** Of requests that cannot be kept; by default 120 s. */
  otherAnswerMs?: number;
  /** By default from 0.2 to 2 s. */
  pace?: Pace;
  /** Bodies in memory; by default 64 MiB each, and 192 MiB together. */
  bodies?: Parameters<typeof createBodyBudget>[0];
};

export type Spool = SpoolServer & {
  state: SpoolState;
  /** Looks for what an operator has removed or wants sent again; called every few seconds. */
  look(): Promise<void>;
  close(): Promise<void>;
};

const MIB = 1_024 * 1_024;
const PACE = { firstMs: 200, lastMs: 2_000 };
const BODIES = { oneMax: 64 * MIB, allMax: 192 * MIB };
/** What is put aside for unknown senders uses at most this part of the room. */
const ASIDE_SHARE = 4;
/** Between two looks for what an operator has removed or wants sent again. */
const LOOK_MS = 5_000;

/** Opens the spool in `dataDir`, with what an earlier process left there, and begins to replay it. Does not listen yet. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dataDir, bytesMax, log, secret, metricsToken, pace = PACE } = options;
  const folder = join(dataDir, "spool");
  const metrics = createSpoolMetrics();
  const aside = await openAside(join(folder, "aside"), {
    bytesMax: bytesMax / ASIDE_SHARE,
    onDrop: () => metrics.dropped.inc(),
  });
  const segments = await openSegments({ folder, bytesMax, log, otherBytes: aside.bytes });
  const line = createWaitingLine();
  for (const at of segments.loaded) line.add(at);
  if (line.size() > 0) log.info({ waiting: line.size() }, "the spool goes on with what it had kept");
  if (segments.damagedBytes > 0) metrics.damaged.inc();
  const { damaged } = segments;
  const now = () => performance.now();
  const core = createCoreState({ log, pace, now });
  const upstream = openUpstream(options.upstream, options);
  const bodies = createBodyBudget(options.bodies ?? BODIES);
  const state: SpoolState = {
    waiting: line.size,
    oldestAt: line.oldestAt,
    bytes: () => segments.bytes() + aside.bytes(),
    bytesMax,
    aside: aside.count,
    damaged: damaged.count,
    bodyBytes: bodies.bytes,
    isAway: core.isAway,
  };
  metrics.show(state);
  const replay = startReplay({ line, segments, aside, upstream, core, metrics, log, secret, pace, now });
  const intake = createIntake({ line, segments, upstream, core, bodies, metrics, log, wake: replay.wake });
  const server = createSpoolServer({ intake, upstream, core, metrics, state, metricsToken, log });

  const look = async () => {
    await aside.refresh();
    await damaged.refresh();
    const keep = async (record: SpoolRecord) => line.add(await segments.append(record));
    const count = await aside.retry({ keep, damaged, log }).finally(replay.wake);
    if (count.damaged > 0) metrics.damaged.inc(count.damaged);
    if (count.kept > 0) log.info({ count: count.kept }, "requests that were put aside are sent again");
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => {
      log.error({ reason: reasonOf(error) }, "requests that were put aside cannot be sent again for now");
    });
  }, LOOK_MS);
  return {
    ...server,
    state,
    look,
    async close() {
      clearInterval(timer);
      await looking;
      await replay.stop();
      await segments.close();
      upstream.close();
    },
  };
}
