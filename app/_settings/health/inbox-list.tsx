"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { Button } from "@/app/_ui/button";
import type { HealthDto, HealthMessages, InboxHealthDto } from "@/server/contract/health/health";
import { hrefOfUndelivered, isSenderOut, isUnreported, troubleOf } from "./health";
import { Fact, Section } from "./section";
import { useCountText } from "./use-count-text";

/** Inboxes shown at first. */
const SHOWN = 10;

/** The inboxes, those with trouble first. */
export function InboxList({ health }: { health: HealthDto }) {
  const t = useTranslations("settings.health.inboxes");
  const [isWhole, setWhole] = useState(false);
  const sorted = health.inboxes.toSorted(
    (a, b) =>
      Number(b.noTakerSince !== null) - Number(a.noTakerSince !== null) ||
      Number(isSenderOut(b)) - Number(isSenderOut(a)) ||
      troubleOf(b) - troubleOf(a) ||
      b.attempts - a.attempts ||
      a.name.localeCompare(b.name),
  );
  return (
    <Section title={t("title")}>
      <p className="mb-2 max-w-prose text-muted">{sorted.length === 0 ? t("empty") : t("text")}</p>
      <ul className="flex flex-col overflow-hidden rounded-m border border-line empty:hidden">
        {sorted.slice(0, isWhole ? undefined : SHOWN).map((inbox) => (
          <InboxRow key={inbox.inboxId} inbox={inbox} />
        ))}
      </ul>
      {isWhole || sorted.length <= SHOWN ? null : (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          {t("more", { count: sorted.length })}
        </Button>
      )}
    </Section>
  );
}

function InboxRow({ inbox }: { inbox: InboxHealthDto }) {
  const t = useTranslations("settings.health.inboxes");
  const format = useFormatter();
  const { inboxId, name, pending, stuck, unconfirmed, failed, attempts, failedAttempts } = inbox;
  const undelivered = hrefOfUndelivered({ inboxId });
  const share = format.number(attempts === 0 ? 0 : failedAttempts / attempts, {
    style: "percent",
    maximumFractionDigits: 1,
  });
  return (
    <li className="border-line px-4 py-3 not-first:border-t">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <Link
          href={`/settings/inboxes/${inboxId}`}
          className="flex min-w-0 items-center gap-1.5 font-medium hover:underline"
        >
          <InboxDot inboxId={inboxId} />
          <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
        </Link>
        {failed.count + unconfirmed.count > 0 ? (
          <Link href={hrefOfUndelivered({ inboxId })} className="text-accent text-sm hover:underline">
            {t("show")}
          </Link>
        ) : null}
      </div>
      <TakerNote inbox={inbox} />
      <SenderNote inbox={inbox} />
      {isUnreported(inbox) ? (
        <p className="mb-2 rounded-s bg-warn-soft px-3 py-1.5 text-sm text-warn">
          {t("connectReports", { count: inbox.overdue.count })}
        </p>
      ) : null}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 sm:grid-cols-3 xl:grid-cols-6">
        <MessagesFact name={t("pending")} messages={pending} />
        <MessagesFact name={t("stuck")} messages={stuck} tone="warn" href={undelivered} />
        <MessagesFact name={t("unconfirmed")} messages={unconfirmed} tone="warn" href={undelivered} />
        <MessagesFact name={t("failed")} messages={failed} tone="bad" href={undelivered} />
        <OverdueFact inbox={inbox} />
        <Fact
          name={t("share")}
          value={attempts === 0 ? "–" : share}
          note={t("attempts", { attempts, failed: failedAttempts })}
          tone={failedAttempts > 0 ? "bad" : undefined}
        />
      </dl>
    </li>
  );
}

type MessagesFactProps = {
  name: string;
  messages: HealthMessages;
  tone?: "bad" | "warn";
  /** The list that has these messages. */
  href?: string;
};

function MessagesFact({ name, messages: { count, oldestAt }, tone, href }: MessagesFactProps) {
  const t = useTranslations("settings.health");
  const times = useTimes();
  const now = useNow();
  const countText = useCountText();
  return (
    <Fact
      name={name}
      value={href && count > 0 ? <CountLink href={href} count={count} /> : countText(count)}
      note={oldestAt === null ? null : t("oldest", { age: times.since(oldestAt, now) })}
      tone={count > 0 ? tone : undefined}
    />
  );
}

/** A count that opens the messages it counts. */
function CountLink({ href, count }: { href: string; count: number }) {
  const countText = useCountText();
  return (
    <Link href={href} className="underline decoration-dotted underline-offset-4 hover:decoration-solid">
      {countText(count)}
    </Link>
  );
}

/** What was sent and not delivered, with a link to the marked ones; or that nobody knows. */
function OverdueFact({ inbox: { inboxId, overdue } }: { inbox: InboxHealthDto }) {
  const t = useTranslations("settings.health.inboxes");
  const countText = useCountText();
  const { count, afterHours, reportsDelivery } = overdue;
  if (afterHours === 0) return <Fact name={t("overdue")} value="–" note={t("overdueUnwatched")} />;
  if (!reportsDelivery) return <Fact name={t("overdue")} value="–" note={t("noReports")} />;
  const href = hrefOfUndelivered({ inboxId, isOverdue: true });
  return (
    <Fact
      name={t("overdue")}
      value={count === 0 ? countText(count) : <CountLink href={href} count={count} />}
      note={t("overdueSince", { hours: afterHours })}
      tone={count > 0 ? "warn" : undefined}
    />
  );
}

/** Says that nobody takes the replies of an inbox. */
function TakerNote({ inbox: { inboxId, noTakerSince } }: { inbox: InboxHealthDto }) {
  const t = useTranslations("settings.health.inboxes");
  const times = useTimes();
  if (noTakerSince === null) return null;
  return (
    <p className="mb-2 rounded-s bg-warn-soft px-3 py-1.5 text-sm text-warn">
      {t("nobody", { when: times.moment(noTakerSince) })}{" "}
      <Link href={inboxHref(inboxId, "connection")} className="underline">
        {t("connect")}
      </Link>
    </p>
  );
}

/** Says that the program behind an inbox does not answer, and until when it is left alone. */
function SenderNote({ inbox: { sender } }: { inbox: InboxHealthDto }) {
  const t = useTranslations("settings.health.inboxes");
  const times = useTimes();
  const { failingSince = null, pausedUntil = null } = sender ?? {};
  if (failingSince === null && pausedUntil === null) return null;
  return (
    <p className="mb-2 rounded-s bg-warn-soft px-3 py-1.5 text-sm text-warn">
      {failingSince === null ? null : t("failing", { when: times.moment(failingSince) })}{" "}
      {pausedUntil === null ? null : t("paused", { when: times.precise(pausedUntil) })}
    </p>
  );
}
