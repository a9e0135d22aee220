import { Counter, Gauge, type Registry } from "prom-client";
import { shared } from "@/server/lib/shared";

/** How a replica of Postgres is, as this process has last seen it. */
export type ReplicaState = {
  /** Host and port of its address. */
  name: string;
  /** Why no read goes to it; null: reads go to it. */
  leftOut: string | null;
  /** Of the log, that it has not replayed. */
  bytesBehind: number;
  /** Since it last had all that the primary had. */
  secondsBehind: number;
};

const readers = () => shared("replica states", () => new Set<() => readonly ReplicaState[]>());

/** Makes the states known to /health and the metrics; returns what ends that. */
export function provideReplicaStates(read: () => readonly ReplicaState[]): () => void {
  readers().add(read);
  return () => void readers().delete(read);
}

/** Empty where DATABASE_REPLICA_URL is not set. */
export const replicaStates = (): ReplicaState[] => [...readers()].flatMap((read) => read());

export type ReplicaMetrics = {
  /** Reads that could go to a replica: `replica`, or why they went to the primary. */
  reads: Counter<"server" | "reason">;
};

export function createReplicaMetrics(registers: Registry[]): ReplicaMetrics {
  const gauge = (name: string, help: string, numberOf: (state: ReplicaState) => number) =>
    new Gauge({
      name: `tickline_replica_${name}`,
      help,
      labelNames: ["replica"] as const,
      aggregator: "max", // each process sees the same replicas
      registers,
      collect() {
        this.reset();
        for (const state of replicaStates()) this.set({ replica: state.name }, numberOf(state));
      },
    });
  gauge("left_out", "1 while no read goes to this replica.", ({ leftOut }) => (leftOut === null ? 0 : 1));
  gauge(
    "lag_bytes",
    "Bytes of the log that this replica has not replayed.",
    ({ bytesBehind }) => bytesBehind,
  );
  gauge(
    "lag_seconds",
    "Since this replica last had all that the primary had.",
    (state) => state.secondsBehind,
  );
  return {
    reads: new Counter({
      name: "tickline_replica_reads_total",
      help: "Reads that may go to a replica, by the server that answered, and for the primary by reason.",
      labelNames: ["server", "reason"],
      registers,
    }),
  };
}
