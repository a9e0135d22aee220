"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useInboxes } from "@/app/_shared/use-account";
import type { HealthDto, HealthErrorDto } from "@/server/contract/health/health";
import { hrefOfUndelivered } from "./health";
import { Section } from "./section";

/** Inboxes that are named for a text. */
const NAMED = 3;

/** Why messages failed, the most frequent reason first, with a download of all. */
export function ErrorList({ health: { errors, period, inboxes } }: { health: HealthDto }) {
  const t = useTranslations("settings.health.errors");
  const [first, second] = inboxes;
  /** The report is of one inbox; null: of several. */
  const only = first && !second ? first.inboxId : null;
  return (
    <Section
      title={t("title")}
      action={
        errors.length === 0 ? null : (
          <a
            href={`/api/health/errors.csv?period=${period}${only === null ? "" : `&inboxId=${only}`}`}
            className="inline-flex items-center gap-1.5 text-accent text-sm hover:underline"
          >
            <Download size={14} aria-hidden />
            {t("download")}
          </a>
        )
      }
    >
      {errors.length === 0 ? <p className="text-muted">{t("empty")}</p> : null}
      <ol className="overflow-hidden rounded-m border border-line empty:hidden">
        {errors.map((error) => (
          <ErrorRow key={error.error ?? ""} row={error} inboxId={only} />
        ))}
      </ol>
    </Section>
  );
}

type ErrorRowProps = { row: HealthErrorDto; inboxId: number | null };

function ErrorRow({ row, inboxId }: ErrorRowProps) {
  const { error, attempts, open, newestAt, inboxIds, examples } = row;
  const t = useTranslations("settings.health.errors");
  const format = useFormatter();
  const times = useTimes();
  const names = useInboxes().flatMap(({ id, name }) => (inboxIds.includes(id) ? [name] : []));
  const rest = names.length - NAMED;
  const inboxes = [...names.slice(0, NAMED), ...(rest > 0 ? [t("moreInboxes", { count: rest })] : [])];
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-line px-4 py-2.5 not-first:border-t">
      <div className="min-w-0 flex-1 basis-popup">
        <p className="line-clamp-3 wrap-anywhere" dir="auto">
          {error ?? <span className="text-muted">{t("noText")}</span>}
        </p>
        <p className="text-muted text-sm">
          {t("newest", { time: times.near(newestAt) })} · <bdi>{format.list(inboxes)}</bdi>
        </p>
        {examples.some((example) => example.error !== error) ? (
          <details className="text-muted text-sm">
            <summary className="cursor-pointer hover:underline">{t("examples")}</summary>
            <ul className="mt-1 list-disc pl-5">
              {examples.map((example) => (
                <li key={example.messageId} className="line-clamp-3 wrap-anywhere" dir="auto">
                  {example.error}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
      <p className="flex gap-x-3 text-sm tabular-nums sm:block sm:text-right">
        <span className="font-medium text-bad">{t("count", { count: attempts })}</span>
        {open === 0 ? (
          <span className="block text-muted">{t("noneOpen")}</span>
        ) : (
          <Link href={hrefOfUndelivered({ error, inboxId })} className="block text-accent hover:underline">
            {t("open", { count: open })}
          </Link>
        )}
      </p>
    </li>
  );
}
