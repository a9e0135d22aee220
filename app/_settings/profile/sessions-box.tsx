"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { warn } from "@/app/_ui/overlay/toast";
import type { SessionDto } from "@/server/contract/credentials/token";
import { useDeviceName } from "./use-device-name";

/** The member's sessions: each can be ended, or all of them, including this one. */
export function SessionsBox() {
  const t = useTranslations("settings.profile");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const {
    data: sessions,
    error,
    refetch,
  } = useQuery({ ...trpc.me.sessions.queryOptions(), ...READ_ON_RETURN });
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

type SessionRowProps = {
  session: SessionDto & { isThis: boolean };
  isBusy: boolean;
  onEnd: () => void;
};

/** One session: device, address, and when it was last active. */
function SessionRow({ session, isBusy, onEnd }: SessionRowProps) {
  const t = useTranslations("settings.profile");
  const times = useTimes();
  const { agent, address, createdAt, lastSeenAt, isThis } = session;
  const device = useDeviceName()(agent);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1 basis-40">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium" title={agent}>
            {device}
          </span>
          {isThis ? <Chip tone="ok">{t("thisSession")}</Chip> : null}
        </span>
        <span className="block text-muted text-sm">
          <span className="inline-block">
            <span dir="ltr">{address}</span> · {t("seen", { at: times.moment(lastSeenAt) })} ·
          </span>{" "}
          <span className="inline-block">{t("since", { at: times.moment(createdAt) })}</span>
        </span>
      </span>
      {isThis ? null : (
        <Button size="sm" disabled={isBusy} aria-label={t("endSessionOf", { device })} onClick={onEnd}>
          {t("endSession")}
        </Button>
      )}
    </li>
  );
}
