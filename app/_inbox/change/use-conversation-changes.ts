"use client";

import { useMemo } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";
import { type ChangeResult, toChangeResult } from "@/app/_shell/undo/change-result";
import type { Priority } from "@/app/_shell/view/view";

/** The changes of a conversation that can be undone; each names its operation, or the refusal. */
export function useConversationChanges(displayId: number) {
  const { changes } = useTRPCClient();
  return useMemo(() => {
    const setStatus = (signal: "resolve" | "reopen" | "markPending") =>
      toChangeResult(() => changes.status.mutate({ displayId, signal }));
    return {
      resolve: () => setStatus("resolve"),
      reopen: () => setStatus("reopen"),
      markPending: () => setStatus("markPending"),
      /** Until an instant (ISO 8601), or with null until the customer writes. */
      snooze: (until: string | null) =>
        toChangeResult(() => changes.status.mutate({ displayId, signal: "snooze", until })),
      assign: (assigneeId: number | null) =>
        toChangeResult(() => changes.assign.mutate({ displayId, assigneeId })),
      assignTeam: (teamId: number | null) =>
        toChangeResult(() => changes.assignTeam.mutate({ displayId, teamId })),
      setPriority: (priority: Priority | null) =>
        toChangeResult(() => changes.setPriority.mutate({ displayId, priority })),
      move: (inboxId: number) => toChangeResult(() => changes.move.mutate({ displayId, inboxId })),
      markSpam: () => toChangeResult(() => changes.markSpam.mutate({ displayId })),
      takeOver: () => toChangeResult(() => changes.takeOver.mutate({ displayId })),
      trash: () => toChangeResult(() => changes.trash.mutate({ displayId })),
      restore: () => toChangeResult(() => changes.restore.mutate({ displayId })),
    };
  }, [changes, displayId]);
}

/** Returns a function that undoes an operation on a conversation, unless the conversation has changed again since. */
export function useUndoOperation(): (displayId: number, operationId: string) => Promise<ChangeResult> {
  const { changes } = useTRPCClient();
  return (displayId, operationId) => toChangeResult(() => changes.undo.mutate({ displayId, operationId }));
}
