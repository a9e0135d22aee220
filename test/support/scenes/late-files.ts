import { vi } from "vitest";
import { fetchFromChannel } from "@/server/channels/fetch-file";
import type { Services } from "@/server/commands/_run/services";
import { addressPolicy, systemResolve } from "@/server/lib/outbound/target";
import { fetchFiles } from "@/server/worker/files/fetch-files";
import { inspectFiles } from "@/server/worker/files/inspect-files";

/** Fetches the files that are due so many ms from now, as the worker does, and shows them in their messages. */
export async function fetchLateFiles(services: Services, inMs: number): Promise<void> {
  const { database, run, files, fileLimits, uploads } = services;
  const context = {
    database,
    run,
    files,
    fileLimits,
    uploads,
    now: () => new Date(Date.now() + inMs),
    log: { error: vi.fn() },
    fetchFromChannel: fetchFromChannel.bind(null, database),
    outbound: { policy: addressPolicy(), resolve: systemResolve },
  };
  await fetchFiles(context, new AbortController().signal);
  await inspectFiles(context);
}
