import { Counter, Gauge, Registry } from "prom-client";
import { collectProcessMetrics } from "@/server/lib/process/process-metrics";

export type SpoolMetrics = ReturnType<typeof createSpoolMetrics>;

/** What the gauges show, read when they are rendered. */
export type SpoolState = {
  waiting(): number;
  oldestAt(): number | null;
  bytes(): number;
  bytesMax: number;
  aside(): number;
  damaged(): number;
  bodyBytes(): number;
  isAway(): boolean;
};

export function createSpoolMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectProcessMetrics(registry);
  return {
    registry,
    kept: new Counter({
      name: "tickline_spool_kept_total",
      help: "Inbound requests that were kept for later and answered with 202, by kind.",
      labelNames: ["kind"],
      registers,
    }),
    replayed: new Counter({
      name: "tickline_spool_replayed_total",
      help: "Kept requests that the core has stored, by kind.",
      labelNames: ["kind"],
      registers,
    }),
    refused: new Counter({
      name: "tickline_spool_refused_total",
      help: "Requests that the spool itself refused, by code.",
      labelNames: ["code"],
      registers,
    }),
    putAside: new Counter({
      name: "tickline_spool_put_aside_total",
      help: "Kept requests that the core refused for good, by kind and status.",
      labelNames: ["kind", "status"],
      registers,
    }),
    dropped: new Counter({
      name: "tickline_spool_aside_dropped_total",
      help: "Requests of unknown senders that were put aside and dropped, to leave room for others.",
      registers,
    }),
    damaged: new Counter({
      name: "tickline_spool_damaged_total",
      help: "Records, and damaged places in files, that could not be read.",
      registers,
    }),
    /** Shows `state` in gauges. */
    show(state: SpoolState): void {
      for (const [name, help, read] of gaugesOf(state))
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
    },
  };
}

const gaugesOf = (
  state: SpoolState,
): readonly (readonly [name: string, help: string, read: () => number])[] => [
  ["tickline_spool_waiting", "Kept requests that the core has not stored yet.", state.waiting],
  [
    "tickline_spool_oldest_seconds",
    "For how long the oldest kept request has waited.",
    () => secondsSince(state.oldestAt()),
  ],
  [
    "tickline_spool_bytes",
    "Bytes on the disk, of what waits, is put aside or damaged; what waits counts as 4 KiB at least.",
    state.bytes,
  ],
  ["tickline_spool_max_bytes", "The most bytes on the disk: SPOOL_MAX_BYTES.", () => state.bytesMax],
  [
    "tickline_spool_aside",
    "Requests that were refused for good and that an operator should look at.",
    state.aside,
  ],
  [
    "tickline_spool_damaged_files",
    "Files that could not be read, whole or in part, and that an operator should look at.",
    state.damaged,
  ],
  ["tickline_spool_body_bytes", "Bytes of inbound bodies in memory.", state.bodyBytes],
  [
    "tickline_spool_upstream_away",
    "1 while the web process or its database does not answer inbound requests.",
    () => Number(state.isAway()),
  ],
];

const secondsSince = (at: number | null): number =>
  at === null ? 0 : Math.max(0, (Date.now() - at) / 1_000);
