"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import type { ChannelHealthDto } from "@/server/contract/channel/channel-dto";
import type { Notice, NumberReading } from "@/server/contract/channel/number-health";

const ICONS = {
  error: <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />,
  warning: <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />,
  ok: <CircleCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-ok" />,
  info: <Info size={16} aria-hidden className="mt-0.5 shrink-0 text-faint" />,
};
type Level = keyof typeof ICONS;
type Line = { key: string; level: Level; text: ReactNode };

/** The provider's own words in the shape of a message's name. */
const isOneOf = <T extends string>(names: readonly T[], word: string | null): word is T =>
  names.some((name) => name === word);

const QUALITIES = ["GREEN", "YELLOW", "RED"] as const;
const QUALITY_LEVELS: Record<(typeof QUALITIES)[number], Level> = {
  GREEN: "ok",
  YELLOW: "warning",
  RED: "error",
};
const LIMITS: Readonly<Record<string, number>> = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1_000,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
};
/** The states of a name that are shown; one that is approved, or needs no approval, is just a name. */
const NAMES = ["PENDING_REVIEW", "DECLINED", "EXPIRED"] as const;
const USUAL_NAMES: readonly string[] = ["APPROVED", "AVAILABLE_WITHOUT_REVIEW", "NONE"];
const STATUSES = ["FLAGGED", "RESTRICTED", "PENDING", "DISCONNECTED", "BANNED"] as const;

/** The inbox's number as its provider describes it, the provider's last reports, and webhooks about numbers that no inbox has. */
export function NumberHealth({ health }: { health: ChannelHealthDto }) {
  const t = useTranslations("settings.numberHealth");
  const times = useTimes();
  const numberLines = useNumberLines();
  const noticeLine = useNoticeLine();
  const { number, notices = {}, unknownNumbers = {} } = health;
  const lines: Line[] = [
    ...(number ? numberLines(number) : []),
    ...Object.entries(notices)
      .toSorted(([, a], [, b]) => b.at.localeCompare(a.at))
      .map(([kind, notice]) => noticeLine(kind, notice)),
    ...Object.entries(unknownNumbers).map(([id, { displayNumber, count, lastAt }]): Line => {
      const at = times.moment(lastAt);
      const text =
        id === ""
          ? t("otherNumbers", { count, at })
          : t("unknownNumber", { count, at, id, number: displayNumber ?? id });
      return { key: `number ${id}`, level: "warning", text };
    }),
  ];
  if (lines.length === 0) return null;
  return (
    <div>
      <ul aria-label={t("label")} className="flex flex-col gap-2">
        {lines.map(({ key, level, text }) => (
          <li key={key} className="flex gap-2">
            {ICONS[level]}
            <span className="min-w-0 wrap-anywhere">
              <span className="sr-only">{t(`level.${level}`)}: </span>
              {text}
            </span>
          </li>
        ))}
      </ul>
      {number ? (
        <p className="mt-2 text-muted text-sm">{t("readAt", { at: times.moment(number.at) })}</p>
      ) : null}
    </div>
  );
}

/** Returns a function for the lines of a number's name, state, quality and limit. What has no words here is shown as the provider has it. */
function useNumberLines(): (number: NumberReading) => Line[] {
  const t = useTranslations("settings.numberHealth");
  return ({ displayNumber, name, nameStatus, status, quality, limit }) => {
    const lines: Line[] = [
      {
        key: "number",
        level: "info",
        text: name ? t("named", { number: displayNumber, name }) : displayNumber,
      },
    ];
    const add = (key: string, level: Level, text: string) => lines.push({ key, level, text });
    if (isOneOf(STATUSES, status))
      add("status", status === "PENDING" ? "warning" : "error", t(`status.${status}`));
    else if (status !== null && status !== "CONNECTED") add("status", "info", t("statusOther", { status }));
    if (isOneOf(NAMES, nameStatus))
      add("name", nameStatus === "PENDING_REVIEW" ? "info" : "warning", t(`nameStatus.${nameStatus}`));
    else if (nameStatus !== null && !USUAL_NAMES.includes(nameStatus))
      add("name", "info", t("nameStatusOther", { status: nameStatus }));
    if (isOneOf(QUALITIES, quality)) add("quality", QUALITY_LEVELS[quality], t(`quality.${quality}`));
    else add("quality", "info", t("quality.unknown"));
    if (limit === "TIER_UNLIMITED") add("limit", "ok", t("limitless"));
    else if (limit !== null && LIMITS[limit] !== undefined)
      add("limit", "info", t("limit", { count: LIMITS[limit] }));
    else if (limit !== null && limit !== "TIER_NOT_SET") add("limit", "info", t("limitOther", { limit }));
    return lines;
  };
}

const NOTICES = [
  "ACCOUNT_DELETED",
  "ACCOUNT_OFFBOARDED",
  "ACCOUNT_RECONNECTED",
  "ACCOUNT_RESTRICTION",
  "ACCOUNT_VIOLATION",
  "PARTNER_APP_UNINSTALLED",
  "PARTNER_REMOVED",
  "DISABLE",
  "SCHEDULE_FOR_DISABLE",
  "REINSTATE",
  "FLAGGED",
  "UNFLAGGED",
  "DOWNGRADE",
  "UPGRADE",
  "ONBOARDING",
  "THROUGHPUT_UPGRADE",
  "APPROVED",
  "DEFERRED",
  "PENDING",
  "REJECTED",
] as const;
type NoticeName = (typeof NOTICES)[number];

const GOOD: ReadonlySet<NoticeName> = new Set([
  "ACCOUNT_RECONNECTED",
  "REINSTATE",
  "UNFLAGGED",
  "UPGRADE",
  "THROUGHPUT_UPGRADE",
  "APPROVED",
]);
const NEUTRAL: ReadonlySet<NoticeName> = new Set(["ONBOARDING", "DEFERRED", "PENDING"]);
const CAUTION: ReadonlySet<NoticeName> = new Set(["FLAGGED", "DOWNGRADE", "REJECTED"]);
const levelOf = (name: NoticeName): Level =>
  GOOD.has(name) ? "ok" : NEUTRAL.has(name) ? "info" : CAUTION.has(name) ? "warning" : "error";

/** Returns a function for the line of a report, with its time. */
function useNoticeLine(): (kind: string, notice: Notice) => Line {
  const t = useTranslations("settings.numberHealth");
  const times = useTimes();
  return (kind, { at, event, detail }) => {
    const name = event === "DISABLED_UPDATE" ? detail : event;
    const when = times.moment(at);
    const key = `notice ${kind}`;
    if (!isOneOf(NOTICES, name))
      return { key, level: "info", text: t("noticeOther", { at: when, event, detail: detail ?? "–" }) };
    const words = { at: when, text: t(`notice.${name}`) };
    const text =
      detail === null || detail === name
        ? t("noticeLine", words)
        : t("noticeDetailed", { ...words, detail: wordsOf(detail) });
    return { key, level: levelOf(name), text };
  };
}

/** `NAME_FORMAT_UNACCEPTABLE` as words. */
const wordsOf = (detail: string): string => detail.toLowerCase().replaceAll("_", " ");
