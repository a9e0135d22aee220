"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { CheckOutcome } from "./check-outcome";
import { TestCallResult } from "./test-call-result";

/** Calls the program behind the inbox once, on request, and shows what it answers. */
export function CallbackTest({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.check.callback");
  const trpc = useTRPC();
  const { mutate, data, error, isPending } = useMutation(trpc.inboxes.testCallback.mutationOptions());
  return (
    <div className="mt-5">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="mt-0.5 mb-2 max-w-prose text-muted text-sm">{t("text")}</p>
      <Button disabled={isPending} onClick={() => mutate({ inboxId })}>
        {isPending ? t("calling") : t("call")}
      </Button>
      <CheckOutcome error={error}>
        {data && !isPending ? <TestCallResult result={data} excerpt={data.excerpt} /> : null}
      </CheckOutcome>
    </div>
  );
}
