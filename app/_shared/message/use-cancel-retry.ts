import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

/** Cancels the planned attempt of a failed message, and says so if that fails. */
export function useCancelRetry() {
  const t = useTranslations("plannedRetry");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  return useMutation(
    trpc.messages.cancelRetry.mutationOptions({
      onError: (error) => warn({ text: t("notCancelled"), detail: errorText(error) }),
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
          queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
        ]),
    }),
  );
}
