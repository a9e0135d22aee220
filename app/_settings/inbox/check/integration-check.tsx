"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { WarningList } from "@/app/_settings/inbox/policy/warning-list";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { sendingBy } from "@/server/contract/inbox/constants";
import { CheckedCalls } from "./checked-calls";
import { CheckedPrograms } from "./checked-programs";
import { CheckedReplies } from "./checked-replies";
import { CheckedSettings } from "./checked-settings";
import { CheckOutcome, EvolutionCheck, TestCallResult } from "./evolution-check";

/** Checks an inbox for integrations, on demand: its settings, and the systems on the other side. */
export function IntegrationCheck({ inbox }: { inbox: Pick<InboxDto, "id" | "channel" | "callbackUrl"> }) {
  const inboxId = inbox.id;
  const t = useTranslations("settings.check");
  const trpc = useTRPC();
  const [isRequested, setRequested] = useState(false);
  const { data, error, refetch, isFetching } = useQuery(
    trpc.inboxes.diagnose.queryOptions({ inboxId }, { enabled: isRequested }),
  );
  const run = () => {
    setRequested(true);
    if (isRequested) void refetch();
  };
  return (
    <section aria-labelledby="check">
      <h2 id="check" className="text-md">
        {t("title")}
      </h2>
      <p className="mt-0.5 mb-3 max-w-prose text-muted">
        {t("text")}{" "}
        <code className="font-mono text-sm wrap-anywhere">{`GET /v1/inboxes/${inboxId}/diagnose`}</code>
      </p>
      <Button variant={data ? "plain" : "primary"} disabled={isFetching} onClick={run}>
        {data ? t("again") : t("run")}
      </Button>
      {/* An earlier result does not stand for a check that failed. */}
      {isRequested && (!data || error) ? (
        <div className="mt-5">
          <LoadState error={error} onRetry={refetch} />
        </div>
      ) : null}
      {data && !error ? (
        <div className="mt-5 flex flex-col gap-7">
          <div role="status">
            {data.warnings.length === 0 ? (
              <p className="rounded-m bg-ok-soft px-3.5 py-2.5 text-ok">{t("fine")}</p>
            ) : (
              <WarningList warnings={data.warnings} inboxId={inboxId} />
            )}
          </div>
          <CheckedReplies replies={data.replies} />
          <CheckedPrograms programs={data.programStatuses} />
          <CheckedCalls calls={data.calls} />
          <CheckedSettings settings={data.settings} />
        </div>
      ) : null}
      {inbox.callbackUrl === null ? null : <CallbackTest inboxId={inboxId} />}
      {sendingBy(inbox.channel) === "callback" ? <EvolutionCheck inboxId={inboxId} /> : null}
    </section>
  );
}

/** Calls the program behind the inbox once, on request, and shows what it answers. */
function CallbackTest({ inboxId }: { inboxId: number }) {
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
