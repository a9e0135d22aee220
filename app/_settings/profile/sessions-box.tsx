"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { warn } from "@/app/_ui/overlay/toast";
import { SessionRow } from "./session-row";

/** The member's sessions: each can be ended, or all of them, including this one. */
export function SessionsBox() {
  const t = useTranslations("settings.profile");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { data: sessions, error, refetch } = useQuery(trpc.me.sessions.queryOptions());
  const onError = (error: unknown) => warn({ text: t("notEnded"), detail: errorText(error) });
  const endOne = useMutation(
    trpc.me.endSession.mutationOptions({
      onError,
      onSettled: () => queryClient.invalidateQueries(trpc.me.sessions.pathFilter()),
    }),
  );
  const endAll = useMutation(
    trpc.me.endSessions.mutationOptions({ onSuccess: () => location.assign("/sign-in"), onError }),
  );
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" className="text-md">
        {t("sessions")}
      </h2>
      <p className="mt-0.5 mb-3 text-muted">{t("sessionsText")}</p>
      {sessions === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      <ul aria-label={t("sessions")} className="mb-3 overflow-hidden rounded-m border-line not-empty:border">
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isBusy={endOne.isPending}
            onEnd={() => endOne.mutate({ sessionId: session.id })}
          />
        ))}
      </ul>
      <Button variant="danger" disabled={endAll.isPending} onClick={() => endAll.mutate()}>
        {t("endSessions")}
      </Button>
    </section>
  );
}
