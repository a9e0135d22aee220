"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { serverNow } from "@/app/_lib/times/server-now";
import { dayOf, useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { useInbox } from "@/app/_shared/use-account";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Tick, type TickStatus } from "@/app/_ui/display/tick";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { ReceiptDto, SendTryDto } from "@/server/contract/message/receipt";
import { isUnreported } from "./unreported";

const TICK_STATUS: Record<ReceiptDto["signal"], TickStatus> = {
  accepted: "pending",
  retry: "pending",
  retry_planned: "pending",
  retry_cancelled: "pending",
  stuck: "pending",
  unconfirmed: "pending",
  delayed: "pending",
  copy_failed: "failed",
  dismissed: "pending",
  undismissed: "pending",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "failed",
};

/** What happened to a message until now, oldest first. */
export function TimelineLines({ message }: { message: MessageDto }) {
  const t = useTranslations("timeline");
  const times = useTimes();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.messages.timeline.queryOptions({ messageId: message.id }));
  if (error) return <p className="text-bad">{errorText(error)}</p>;
  if (!data) return <Skeleton className="h-16" />;
  return (
    <ol className="grid grid-cols-[auto_auto_1fr] items-baseline gap-x-2 gap-y-1 *:col-span-full">
      <DayLine at={message.createdAt} after={null} />
      <TimelineLine status="pending" at={message.createdAt}>
        {t("accepted")}
      </TimelineLine>
      {inOrder(data).map((line, i, lines) => {
        const at = timeOf(line);
        const before = lines[i - 1];
        return (
          <Fragment key={keyOf(line)}>
            <DayLine at={at} after={before ? timeOf(before) : message.createdAt} />
            {"startedAt" in line ? (
              <TimelineLine status="pending" at={at}>
                {t("byIntegration", { attempt: line.number })}
              </TimelineLine>
            ) : "signal" in line ? (
              <ReceiptLine receipt={line} namesId={isFirstOf(data, line)} />
            ) : (
              <TryLine sendTry={line} />
            )}
          </Fragment>
        );
      })}
      {data.waitsFor && message.status === "pending" ? (
        <li className="text-muted">{t("waitsFor", { time: times.precise(data.waitsFor.createdAt) })}</li>
      ) : null}
      {data.notRetried && message.status === "failed" && message.retryAt === null ? (
        <li className="text-muted">{t(`notRetried.${data.notRetried}`)}</li>
      ) : null}
      <OverdueLine message={message} attempts={data.attempts} />
      {data.rolledUpAt === null ? null : (
        <li className="text-faint">{t("condensed", { time: times.date(data.rolledUpAt) })}</li>
      )}
      {data.hasMore ? <li className="text-faint">{t("more")}</li> : null}
      {isUnreported(message, data) ? <li className="text-muted">{t("unreported")}</li> : null}
    </ol>
  );
}

type Attempt = { number: number; startedAt: string; isByReceipt: boolean };
type Told = {
  attempts: readonly Attempt[];
  receipts: readonly ReceiptDto[];
  tries: readonly SendTryDto[];
  hasMore: boolean;
};
type Line = Attempt | ReceiptDto | SendTryDto;

/**
 * Receipts, calls, and the attempts that receipts began, by time: a call before the receipt that it led to, an attempt before
 * the one that began it.
 */
const inOrder = ({ attempts, receipts, tries }: Omit<Told, "hasMore">): Line[] =>
  [...tries, ...attempts.filter(({ isByReceipt }) => isByReceipt), ...receipts].toSorted(
    (a, b) => Date.parse(timeOf(a)) - Date.parse(timeOf(b)),
  );

/** ISO 8601. */
const timeOf = (line: Line): string =>
  "startedAt" in line ? line.startedAt : "signal" in line ? happenedAt(line) : line.at;

const keyOf = (line: Line): string =>
  "startedAt" in line ? `attempt ${line.number}` : `${"signal" in line ? "receipt" : "try"} ${line.id}`;

/** The time of a planned attempt is in the future. */
const happenedAt = ({ signal, at, receivedAt }: ReceiptDto): string =>
  signal === "retry_planned" ? receivedAt : at;

/** Whether no earlier receipt has this one's provider id. */
const isFirstOf = ({ receipts }: Pick<Told, "receipts">, { id, sourceId }: ReceiptDto): boolean =>
  sourceId !== null && receipts.find((one) => one.sourceId === sourceId)?.id === id;

function ReceiptLine({ receipt, namesId }: { receipt: ReceiptDto; namesId: boolean }) {
  const t = useTranslations("timeline");
  const reasonText = useReasonText();
  const times = useTimes();
  const actorName = useActorName();
  const ignoredText = ({ reason }: ReceiptDto) =>
    reason && reason !== "guessed" && reason !== "stated" ? t(`ignored.${reason}`) : t("stale");
  const isAutomatic = receipt.signal === "retry" && receipt.actor.type === "system";
  const signal = receipt.reason === "stated" ? "stated" : isAutomatic ? "retryAutomatic" : receipt.signal;
  return (
    <TimelineLine
      status={TICK_STATUS[receipt.signal]}
      at={happenedAt(receipt)}
      isStale={receipt.result !== "applied"}
    >
      {t(`signal.${signal}`, {
        attempt: receipt.attempt,
        time: times.precise(receipt.at),
        name: actorName(receipt.actor),
      })}
      {receipt.error ? <bdi>{t("reason", { reason: reasonText(receipt.error) })}</bdi> : null}
      {receipt.reason === "guessed" ? ` · ${t("guessed")}` : null}
      {receipt.result === "stale" ? ` · ${ignoredText(receipt)}` : null}
      {receipt.sourceId && namesId ? <SourceId id={receipt.sourceId} /> : null}
    </TimelineLine>
  );
}

/** A call of the program behind the inbox. */
function TryLine({ sendTry: { number, outcome, at, detail, nextAt } }: { sendTry: SendTryDto }) {
  const t = useTranslations("timeline");
  const reasonText = useReasonText();
  const times = useTimes();
  return (
    <TimelineLine status="pending" at={at}>
      {t(`try.${outcome}`, { number })}
      {detail ? <bdi>{t("reason", { reason: reasonText(detail) })}</bdi> : null}
      {nextAt ? ` · ${t("next", { time: times.precise(nextAt) })}` : null}
    </TimelineLine>
  );
}

/** The provider's id of an attempt. */
const SourceId = ({ id }: { id: string }) => (
  <span className="block truncate font-mono text-2xs text-faint">{id}</span>
);

/** The day of a line on another day than the one before; of the first one, unless it is today. */
function DayLine({ at, after }: { at: string; after: string | null }) {
  const times = useTimes();
  if (dayOf(at) === dayOf(after ?? new Date(serverNow()).toISOString())) return null;
  return <li className="text-muted">{times.day(at)}</li>;
}

type TimelineLineProps = {
  status: TickStatus;
  /** ISO 8601. */
  at: string;
  isStale?: boolean;
  children: React.ReactNode;
};

function TimelineLine({ status, at, isStale = false, children }: TimelineLineProps) {
  const times = useTimes();
  return (
    <li className={cn("grid grid-cols-subgrid items-baseline", isStale && "text-faint")}>
      <Tick status={status} label="" className={isStale ? "text-faint" : ""} />
      <time dateTime={at} className="whitespace-nowrap text-right tabular-nums">
        {times.seconds(at)}
      </time>
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </li>
  );
}

type OverdueLineProps = { message: MessageDto; attempts: readonly StartedAttempt[] };

/** Why a sent message is marked as overdue: since when it is sent, and how long its inbox waits for a delivery report. */
function OverdueLine({ message, attempts }: OverdueLineProps) {
  const t = useTranslations("timeline");
  const times = useTimes();
  const hours = useInbox(message.inboxId)?.overdueAfterHours ?? 0;
  if (!message.overdue) return null;
  const time = times.moment(sentSince(message, attempts));
  return (
    <li className="text-warn">
      {/* It stays marked when the inbox no longer marks others. */}
      {hours > 0 ? t("overdueAfter", { time, hours }) : t("overdue", { time })}
    </li>
  );
}

type StartedAttempt = { number: number /** ISO 8601. */; startedAt: string };
type Sent = Pick<MessageDto, "attempt" | "createdAt" | "sendAfter">;

/** When a message's current attempt was sent at the earliest, ISO 8601: the first one at the end of the undo window. As `SENT_SINCE` of the store. */
export function sentSince(
  { attempt, createdAt, sendAfter }: Sent,
  attempts: readonly StartedAttempt[],
): string {
  const startedAt = attempts.find(({ number }) => number === attempt)?.startedAt ?? createdAt;
  const heldUntil = attempt === 1 ? sendAfter : null;
  return heldUntil !== null && Date.parse(heldUntil) > Date.parse(startedAt) ? heldUntil : startedAt;
}
