"use client";

import { useTranslations } from "next-intl";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { ImportDto, ImportOutcome } from "@/server/contract/contact/contact-import";

const TONE: Record<ImportOutcome, ChipTone> = {
  create: "ok",
  update: "info",
  unchanged: "neutral",
  left_out: "bad",
};
const OUTCOMES = ["left_out", "create", "update", "unchanged"] as const;
/** Lines shown; the counts include all lines. */
const SHOWN_MAX = 100;

/** The result of an import before it happens: the counts, then the lines, errors first. */
export function ImportPreview({ planned }: { planned: ImportDto }) {
  const t = useTranslations("contacts.import");
  const { fault, counts, rows, attributes, ignored } = planned;
  if (fault !== null)
    return (
      <p role="alert" className="text-bad">
        {t(`fault.${fault}`)}
      </p>
    );
  const shown = OUTCOMES.flatMap((outcome) => rows.filter((row) => row.outcome === outcome)).slice(
    0,
    SHOWN_MAX,
  );
  return (
    <>
      <p className="flex flex-wrap gap-1.5" role="status">
        {OUTCOMES.filter((outcome) => (counts[outcome] ?? 0) > 0).map((outcome) => (
          <Chip key={outcome} tone={TONE[outcome]}>
            {t(`count.${outcome}`, { count: counts[outcome] ?? 0 })}
          </Chip>
        ))}
      </p>
      {attributes.length > 0 ? (
        <p className="text-muted">{t("attributes", { names: attributes.join(", ") })}</p>
      ) : null}
      {ignored.length > 0 ? (
        <p className="text-muted">{t("ignored", { names: ignored.join(", ") })}</p>
      ) : null}
      <ol aria-label={t("lines")} className="max-h-60 overflow-y-auto rounded-m border border-line">
        {shown.map(({ line, outcome, fault: wrong, name }) => (
          <li key={line} className="flex items-baseline gap-2.5 border-line px-3 py-1.5 not-first:border-t">
            <span className="w-16 shrink-0 text-faint text-sm tabular-nums">{t("line", { line })}</span>
            <span className="min-w-0 flex-1 truncate">
              <bdi>{name}</bdi>
            </span>
            <span className={wrong ? "text-bad text-sm" : "text-muted text-sm"}>
              {wrong ? t(`rowFault.${wrong}`) : t(`outcome.${outcome}`)}
            </span>
          </li>
        ))}
      </ol>
      {rows.length > shown.length ? <p className="text-muted text-sm">{t("more")}</p> : null}
    </>
  );
}
