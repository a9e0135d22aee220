"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

/** The server's default for a new member, until the setting is loaded. */
const DEFAULT_SECONDS = 8;

/** The undo window of the reader's own messages, and how to change it. */
export function useUndoSend() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { data } = useQuery({ ...trpc.me.get.queryOptions(), ...READ_ON_RETURN });
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
