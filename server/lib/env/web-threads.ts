import { availableParallelism, totalmem } from "node:os";
import { wholeNumber } from "./whole-number";

const THREADS_MAX = 128;

/** How many processes answer requests on one port. */
export const webThreads = wholeNumber({ from: 1, to: THREADS_MAX });

/** Memory for each web process of the default: one needs a third of it, and Postgres and its cache the rest. */
const BYTES_EACH = 1_073_741_824;

type Machine = { cores: number; memoryBytes: number };

/** One for each core but one, which Postgres and the worker have; at most one for each GiB of memory. */
export const defaultWebThreads = ({ cores, memoryBytes }: Machine = thisMachine()): number =>
  Math.max(1, Math.min(THREADS_MAX, cores - 1, Math.floor(memoryBytes / BYTES_EACH)));

/** What this process may use of the machine: a container may have less. */
function thisMachine(): Machine {
  const limit = process.constrainedMemory(); // 0 or more than there is: no limit
  return {
    cores: availableParallelism(),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
  };
}
