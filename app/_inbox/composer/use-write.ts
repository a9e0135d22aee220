"use client";

import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { writingKey } from "@/app/_shell/cache/keys";
import type { Row } from "@/app/_shell/cache/rows";
import type { Attachment, MessageDto } from "@/server/contract/_shared/dto";

/** A message or note that is being sent. `clientId` is made here: sending twice with it sends once. */
export type Draft = {
  kind: "message" | "note";
  content: string;
  /** Stored on the server, and not part of a message yet. */
  files: Attachment[];
  clientId: string;
  resolve: boolean;
  /** ISO 8601, by this browser's clock. */
  at: string;
  /** Of a reply: the newest message that its writer has seen. */
  lastSeenNumber?: number | undefined;
  /** Of a reply: for how long it may be withdrawn. */
  holdMs?: number;
  /** Of a note: the members whom it mentions. */
  mentionIds?: number[];
  /** Why it failed; null while it is being sent. */
  error: unknown;
};

type UnsentDraft = Omit<Draft, "error">;

/** Sends messages and notes of one conversation, shows them meanwhile, and keeps the failed ones. */
export function useWrite(displayId: number) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const writer = useMemo(() => createCacheWriter(queryClient, trpc, me.id), [queryClient, trpc, me.id]);
  const mutationKey = writingKey(displayId);

  const { mutateAsync } = useMutation({
    mutationKey,
    gcTime: Number.POSITIVE_INFINITY, // a failed message stays until it is sent or discarded
    mutationFn: ({ kind, content, clientId, files, mentionIds = [], ...reply }: UnsentDraft) => {
      const fileIds = files.length === 0 ? undefined : files.map(({ id }) => id);
      const written = { displayId, content, clientId, fileIds };
      const { resolve, lastSeenNumber, holdMs } = reply;
      return kind === "note"
        ? client.messages.addNote.mutate({ ...written, mentionIds })
        : client.messages.send.mutate({ ...written, resolve, lastSeenNumber, holdMs });
    },
    onSuccess: ({ message, conversation }) => {
      writer.message(displayId, message);
      const row = queryClient.getQueryData<Row>(trpc.conversations.get.queryKey({ displayId }));
      if (row) writer.row({ ...row, conversation });
    },
  });

  const discard = (clientId: string) => {
    const cache = queryClient.getMutationCache();
    for (const mutation of cache.findAll({ mutationKey }))
      if (clientIdIn(mutation.state.variables) === clientId) cache.remove(mutation);
  };
  /** Returns the message, or the failure; the failed message is then shown with its reason until it is discarded. */
  const write = async (draft: UnsentDraft): Promise<{ message: MessageDto } | { error: unknown }> => {
    discard(draft.clientId);
    return mutateAsync(draft).then(
      ({ message }) => {
        discard(draft.clientId);
        return { message };
      },
      (error: unknown) => ({ error }),
    );
  };
  return { write, discard };
}

/** Messages being sent or failed, in the order they were written. */
export function useDrafts(displayId: number): Draft[] {
  const states = useMutationState({
    filters: { mutationKey: writingKey(displayId), predicate: ({ state }) => state.status !== "success" },
    select: ({ state }) => ({ draft: state.variables, error: state.error }),
  });
  return useMemo(
    () => states.flatMap(({ draft, error }) => (isDraft(draft) ? [{ ...draft, error }] : [])),
    [states],
  );
}

const isDraft = (value: unknown): value is UnsentDraft =>
  typeof value === "object" && value !== null && "clientId" in value;

const clientIdIn = (value: unknown): string | null => (isDraft(value) ? value.clientId : null);
