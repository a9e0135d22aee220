import { unlessOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { addressPolicy, systemResolve } from "@/server/lib/outbound/target";
import type { ScheduledJob } from "@/server/worker/jobs/scheduled-jobs";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { fetchFiles } from "./fetch-files";
import { inspectFiles } from "./inspect-files";
import { collectFiles, removeFiles } from "./remove-files";

/** A preview is begun at most this much after its upload. */
const INSPECT_EVERY_MS = 500;
const FETCH_EVERY_MS = 500;
/** Bytes are removed at most this much after the commit that deleted their file. */
const REMOVE_EVERY_MS = 1_000;
/** Abandoned files are deleted at most this much late. */
const COLLECT_EVERY_MS = 60_000;

/** The jobs of files. */
export const fileJobs = (context: WorkerContext): ScheduledJob[] => [
  { name: "inspect files", everyMs: INSPECT_EVERY_MS, work: (stopping) => inspectFiles(context, stopping) },
  {
    name: "fetch files",
    everyMs: FETCH_EVERY_MS,
    work: unlessOutboundOff((stopping: AbortSignal) =>
      fetchFiles({ ...context, outbound: { policy: addressPolicy(), resolve: systemResolve } }, stopping),
    ),
  },
  {
    name: "remove bytes of files",
    everyMs: REMOVE_EVERY_MS,
    work: (stopping) => removeFiles(context, stopping),
  },
  {
    name: "delete abandoned files",
    everyMs: COLLECT_EVERY_MS,
    work: (stopping) => collectFiles(context, stopping),
  },
];
