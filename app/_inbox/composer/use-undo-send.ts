"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

/** As the server has it for a new member; until it has said otherwise. */
const DEFAULT_SECONDS = 8;

/** For how long the reader's own messages may be withdrawn, and how to change that. */
export function useUndoSend() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { data } = useQuery(trpc.me.get.queryOptions());
  const { mutate } = useMutation(
    trpc.me.setUndoSend.mutationOptions({
      onSuccess: ({ seconds }) =>
        queryClient.setQueryData(trpc.me.get.queryKey(), (me) => me && { ...me, undoSendSeconds: seconds }),
      onError: (error) => warn({ text: errorText(error) }),
    }),
  );
  return {
    seconds: data?.undoSendSeconds ?? DEFAULT_SECONDS,
    setSeconds: (seconds: number) => mutate({ seconds }),
  };
}
