import { Gauge, type Registry } from "prom-client";
import { log } from "./log";
import { reasonOf } from "./start-failure";

/** Connections of a pool to Postgres: lent and idle ones, and callers that wait for one. */
export type PoolUse = { used: number; idle: number; waiting: number };
/** Bytes of the disk that files share with the database: those that are free, and those that files leave free. */
export type DiskUse = { free: number; reserve: number };

/** What this process uses, as it is when the metrics are read. */
export type ResourceGauges = {
  watchPool(name: string, read: () => PoolUse): void;
  /** `read` is null where files and the database are elsewhere. A disk that cannot be read has no values. */
  watchDisk(read: (() => Promise<DiskUse>) | null): void;
  /** For how many seconds the job has not ended well since it was due. */
  watchJob(name: string, read: () => number): () => void;
};

export const createResourceGauges = (registers: Registry[]): ResourceGauges => ({
  watchPool: createPoolGauges(registers),
  watchDisk: createDiskGauges(registers),
  watchJob: createJobGauge(registers),
});

function createDiskGauges(registers: Registry[]): ResourceGauges["watchDisk"] {
  let read: (() => Promise<DiskUse>) | null = null;
  const disk = async (): Promise<DiskUse | null> => {
    try {
      return (await read?.()) ?? null;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "the free bytes of the disk could not be read");
      return null;
    }
  };
  const gauge = (name: string, help: string, bytesOf: (use: DiskUse) => number) =>
    new Gauge({
      name: `tickline_disk_${name}_bytes`,
      help,
      labelNames: ["disk"] as const,
      aggregator: "max", // each process sees the same disk
      registers,
      async collect() {
        const use = await disk();
        this.reset();
        if (use && Number.isFinite(bytesOf(use))) this.set({ disk: "data" }, bytesOf(use));
      },
    });
  gauge("free", "Bytes that are free for this process on the disk with DATA_DIR.", ({ free }) => free);
  gauge("reserve", "Bytes of it that uploads leave free: DISK_RESERVE.", ({ reserve }) => reserve);
  return (reader) => {
    read = reader;
  };
}

function createPoolGauges(registers: Registry[]): ResourceGauges["watchPool"] {
  const pools = new Map<string, () => PoolUse>();
  new Gauge({
    name: "tickline_pool_connections",
    help: "Connections of this process to Postgres, by pool and by state: used or idle.",
    labelNames: ["pool", "state"] as const,
    registers,
    collect() {
      for (const [pool, read] of pools) {
        const { used, idle } = read();
        this.set({ pool, state: "used" }, used);
        this.set({ pool, state: "idle" }, idle);
      }
    },
  });
  new Gauge({
    name: "tickline_pool_waiting",
    help: "Callers of this process that wait for a connection to Postgres, by pool.",
    labelNames: ["pool"] as const,
    registers,
    collect() {
      for (const [pool, read] of pools) this.set({ pool }, read().waiting);
    },
  });
  return (name, read) => void pools.set(name, read);
}

function createJobGauge(registers: Registry[]): ResourceGauges["watchJob"] {
  const jobs = new Map<string, () => number>();
  new Gauge({
    name: "tickline_job_late_seconds",
    help: "For how long a scheduled job of this process has been due and has not ended well.",
    labelNames: ["task"] as const,
    registers,
    collect() {
      this.reset();
      for (const [task, read] of jobs) this.set({ task }, read());
    },
  });
  return (name, read) => {
    jobs.set(name, read);
    return () => jobs.delete(name);
  };
}
