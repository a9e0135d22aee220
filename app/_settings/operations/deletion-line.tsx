"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPCClient } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_shared/use-failure-text";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { eventsOf, type PastDeletion } from "./operations";

/** A permanent deletion: who, when, how much, and who has confirmed the deletion of their copy. */
export function DeletionLine({ deletion }: { deletion: PastDeletion }) {
  const t = useTranslations("settings.operations");
  const actorName = useActorName();
  const { state, kind, reason, total, purged, skipped, acks, missing } = deletion;
  const counts = { who: actorName(deletion.requestedBy), purged, skipped };
  return (
    <OperationLine
      title={t(`deletion.${kind}`, { count: total })}
      at={deletion.createdAt}
      summary={`${t("deletionSummary", counts)} ${t(`deletionReason.${reason}`)}`}
      marks={
        <>
          <Chip tone={state === "failed" || state === "timed_out" ? "warn" : "neutral"}>
            {t(`deletionState.${state}`)}
          </Chip>
          {missing.length > 0 ? <Chip tone="warn">{t("unconfirmed", { count: missing.length })}</Chip> : null}
        </>
      }
    >
      <Reasons reasons={deletion.skips} />
      {acks.length + missing.length > 0 ? <Confirmations deletion={deletion} /> : null}
    </OperationLine>
  );
}

const CONSUMER = "flex flex-wrap items-center gap-x-2 gap-y-1 py-0.5";

/** The receivers of a deletion's events: those that have not confirmed it come first. */
function Confirmations({ deletion }: { deletion: PastDeletion }) {
  const t = useTranslations("settings.operations");
  const times = useTimes();
  return (
    <ul aria-label={t("confirmations")} className="mt-2 border-line border-t pt-2 text-sm">
      {deletion.missing.map((endpoint) => (
        <li key={endpoint.endpointId} className={CONSUMER}>
          <CircleDashed size={14} aria-hidden className="shrink-0 text-warn" />
          <Link
            href={`/settings/webhooks/${endpoint.endpointId}`}
            className="min-w-0 text-accent wrap-anywhere hover:underline"
            dir="ltr"
          >
            {endpoint.url}
          </Link>
          <span className="text-muted">{t("notConfirmed")}</span>
          <AskAgain deletion={deletion} endpointId={endpoint.endpointId} />
        </li>
      ))}
      {deletion.acks.map(({ endpointId, tokenId, userId, name, at }) => (
        <li key={`${endpointId} ${tokenId} ${userId}`} className={CONSUMER}>
          <CircleCheck size={14} aria-hidden className="shrink-0 text-ok" />
          <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
          <span className="text-muted">{t("confirmed", { at: times.moment(at) })}</span>
        </li>
      ))}
    </ul>
  );
}

/** Sends the deletion's events to an endpoint again. It can drop those that it knows by their ids. */
function AskAgain({ deletion, endpointId }: { deletion: PastDeletion; endpointId: number }) {
  const t = useTranslations("settings.operations");
  const { webhooks } = useTRPCClient();
  const errorText = useErrorText();
  const replay = useMutation({
    mutationFn: async () => {
      const period = eventsOf(deletion, new Date());
      let sent = 0;
      for (let sinceSeq: number | null = null; ; ) {
        const page: { count: number; nextSeq: number | null } = await webhooks.replay.mutate({
          endpointId,
          replay: sinceSeq === null ? period : { ...period, sinceSeq },
        });
        sent += page.count;
        sinceSeq = page.nextSeq;
        if (sinceSeq === null) return sent;
      }
    },
    onSuccess: (sent) => notify({ text: sent === 0 ? t("nothingToSend") : t("askedAgain") }),
    onError: (error) => warn({ text: t("notAsked"), detail: errorText(error) }),
  });
  return (
    <Button
      size="sm"
      variant="ghost"
      disabled={replay.isPending || deletion.state === "running"}
      onClick={() => replay.mutate()}
    >
      {t("askAgain")}
    </Button>
  );
}

type OperationLineProps = {
  title: string;
  /** The state of the operation, as chips. */
  marks: ReactNode;
  at: string;
  /** Who asked for it, and how many conversations ended how. */
  summary: string;
  children?: ReactNode;
};

/** One operation over several conversations: what, how it ended, when, by whom. */
export function OperationLine({ title, marks, at, summary, children }: OperationLineProps) {
  const times = useTimes();
  return (
    <li className="border-line px-4 py-3 not-first:border-t">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p className="min-w-0 font-medium wrap-anywhere">{title}</p>
        {marks}
        <time dateTime={at} className="ml-auto text-muted text-sm tabular-nums">
          {times.moment(at)}
        </time>
      </div>
      <p className="mt-0.5 text-muted">{summary}</p>
      {children}
    </li>
  );
}

/** Why conversations were left as they are, and how many for each reason. */
export function Reasons({ reasons }: { reasons: Readonly<Record<string, number>> }) {
  const failureText = useFailureText();
  const entries = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return null;
  return (
    <ul className="mt-1 text-sm">
      {entries.map(([code, count]) => (
        <li key={code} className="flex gap-2">
          <span className="tabular-nums">{count} ×</span>
          <span className="min-w-0 text-muted">{failureText(code)}</span>
        </li>
      ))}
    </ul>
  );
}
