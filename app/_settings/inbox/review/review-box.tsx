"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ClipboardCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { reviewOf } from "@/app/_settings/queries";
import { LoadState } from "@/app/_shared/load-state";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Button } from "@/app/_ui/button";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { AuditDto } from "@/server/contract/inbox/setting-change";
import { ReviewDrift } from "./review-drift";

/** The last review of the settings, the drift since then, and its effects. */
export function ReviewBox({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.review");
  const trpc = useTRPC();
  const { data: audit, error, refetch } = useQuery(reviewOf(trpc, inbox.id));
  if (!audit) return <LoadState error={error} onRetry={refetch} />;
  const isUpToDate = audit.due === null && audit.drift.length === 0;
  return (
    <section
      aria-label={t("title")}
      className={cn("mb-7 rounded-m border border-line px-4 py-3", !isUpToDate && "bg-bg")}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex min-w-0 flex-1 basis-popup gap-2.5">
          <ClipboardCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-muted" />
          <span>
            <LastReview audit={audit} />
            {inbox.lastAudit ? <LastAudit audit={inbox.lastAudit} /> : null}
          </span>
        </p>
        <MarkReviewed inboxId={inbox.id} />
      </div>
      <ReviewDrift audit={audit} />
    </section>
  );
}

function LastReview({ audit: { review, due, release, drift } }: { audit: AuditDto }) {
  const t = useTranslations("settings.review");
  const times = useTimes();
  const actorName = useActorName();
  if (!review) return drift.length === 0 ? t("never") : t("neverChanged");
  return (
    <>
      {t("last", { who: actorName(review.by), when: times.moment(review.at) })}{" "}
      {drift.length === 0 ? `${t("unchanged")} ` : null}
      {due === null || due === "never" ? null : (
        <span className="font-medium text-warn">{t(`due.${due}`, { release })}</span>
      )}
    </>
  );
}

/** When Tickline last checked the settings by itself. Its result is older than what the page shows. */
function LastAudit({ audit: { at, reason, release } }: { audit: NonNullable<InboxDto["lastAudit"]> }) {
  const t = useTranslations("settings.review");
  const times = useTimes();
  const when = times.moment(at);
  return <span className="mt-1 block text-muted text-sm">{t(`audited.${reason}`, { when, release })}</span>;
}

function MarkReviewed({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.review");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const review = useMutation(
    trpc.audit.review.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.audit.pathFilter());
        notify({ text: t("marked") });
      },
      onError: (error) => warn({ text: t("notMarked"), detail: errorText(error) }),
    }),
  );
  return (
    <Button disabled={review.isPending} onClick={() => review.mutate({ inboxId })}>
      {t("mark")}
    </Button>
  );
}
