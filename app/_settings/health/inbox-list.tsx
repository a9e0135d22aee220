"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { inboxHref } from "@/app/_settings/inbox/tabs/inbox-tab";
import { InboxDot } from "@/app/_shared/conversation/inbox-dot";
import { Button } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";
import type { HealthDto, HealthMessages, InboxHealthDto } from "@/server/contract/health/health";
import { hrefOfUndelivered, isSenderOut, OVERDUE_CHOICES, troubleOf } from "./health";
import { Fact, Section } from "./section";
import { useCountText } from "./use-count-text";

/** Inboxes shown at first. */
const SHOWN = 10;

type InboxListProps = { health: HealthDto; onOverdue: (hours: number) => void };

/** The inboxes, those with trouble first. */
export function InboxList({ health, onOverdue }: InboxListProps) {
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
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
        <p className="max-w-prose">{sorted.length === 0 ? t("empty") : t("text")}</p>
        {sorted.length === 0 ? null : <OverdueField hours={health.overdueAfterHours} onChange={onOverdue} />}
      </div>
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

function OverdueField({ hours, onChange }: { hours: number; onChange: (hours: number) => void }) {
  const t = useTranslations("settings.health.inboxes");
  return (
    <label className="flex items-center gap-2 whitespace-nowrap">
      {t("overdueAfter")}
      <select
        value={hours}
        onChange={({ target }) => onChange(Number(target.value))}
        className={`${FIELD} w-auto`}
      >
        {OVERDUE_CHOICES.map((choice) => (
          <option key={choice} value={choice}>
            {t("overdueHours", { hours: choice, days: choice / 24 })}
          </option>
        ))}
      </select>
    </label>
  );
}

function InboxRow({ inbox }: { inbox: InboxHealthDto }) {
  const t = useTranslations("settings.health.inboxes");
  const format = useFormatter();
  const { inboxId, name, pending, stuck, unconfirmed, failed, overdue, attempts, failedAttempts } = inbox;
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
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 sm:grid-cols-3 xl:grid-cols-6">
        <MessagesFact name={t("pending")} messages={pending} />
        <MessagesFact name={t("stuck")} messages={stuck} tone="warn" />
        <MessagesFact name={t("unconfirmed")} messages={unconfirmed} tone="warn" />
        <MessagesFact name={t("failed")} messages={failed} tone="bad" />
        {overdue ? (
          <MessagesFact name={t("overdue")} messages={overdue} tone="warn" />
        ) : (
          <Fact name={t("overdue")} value="–" note={t("noReports")} />
        )}
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

type MessagesFactProps = { name: string; messages: HealthMessages; tone?: "bad" | "warn" };

function MessagesFact({ name, messages: { count, oldestAt }, tone }: MessagesFactProps) {
  const t = useTranslations("settings.health");
  const times = useTimes();
  const now = useNow();
  const countText = useCountText();
  return (
    <Fact
      name={name}
      value={countText(count)}
      note={oldestAt === null ? null : t("oldest", { age: times.since(oldestAt, now) })}
      tone={count > 0 ? tone : undefined}
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
      {pausedUntil === null ? null : t("paused", { when: times.seconds(pausedUntil) })}
    </p>
  );
}
