"use client";

import { useSyncExternalStore } from "react";
import { useMe } from "@/app/_lib/session/me";

type Run = { id: number; userId: number };

/** The bulk operations that this page follows, the oldest first. They outlive the bar in which they were begun. */
let runs: readonly Run[] = [];
const listeners = new Set<() => void>();

function setRuns(next: readonly Run[]): void {
  runs = next;
  storeRun(runs.at(-1) ?? null);
  for (const listener of listeners) listener();
}

export const beginRun = (run: Run): void => setRuns([...runs, run]);

export const endRun = (id: number): void => setRuns(runs.filter((run) => run.id !== id));

/** The operation that is followed for the member: of several, the one that began last. */
export function useRunningId(): number | null {
  const { id: userId } = useMe();
  return useSyncExternalStore(
    subscribe,
    () => runs.findLast((run) => run.userId === userId)?.id ?? null,
    () => null,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The operation that the page before a reload followed for the member. */
export function runToResume(userId: number): number | null {
  if (runs.some((run) => run.userId === userId)) return null;
  try {
    const [by, of] = (sessionStorage.getItem(RUN_KEY) ?? "").split(" ").map(Number);
    return by === userId && of !== undefined && Number.isSafeInteger(of) ? of : null;
  } catch {
    return null;
  }
}

const RUN_KEY = "tickline-bulk";

/** Stores the operation that this tab follows, so that a reload by the same member resumes it; null removes it. */
function storeRun(run: Run | null): void {
  try {
    if (run === null) sessionStorage.removeItem(RUN_KEY);
    else sessionStorage.setItem(RUN_KEY, `${run.userId} ${run.id}`);
  } catch {
    // Without storage a reload loses track of the operation; it runs on.
  }
}
