"use client";

import { useMutation } from "@tanstack/react-query";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

/** Downloads a file that needs a recent password: asks for it first, as a download cannot. `notDone`: the title of a failure. */
export function useSensitiveDownload(notDone: string): (href: string) => void {
  const trpc = useTRPC();
  const errorText = useErrorText();
  const check = useMutation(
    trpc.me.checkAuthentication.mutationOptions({
      onError: (error) => warn({ text: notDone, detail: errorText(error) }),
    }),
  );
  return (href) => check.mutate(undefined, { onSuccess: () => location.assign(href) });
}
