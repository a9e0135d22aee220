"use client";

import { useTranslations } from "next-intl";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { Chip } from "@/app/_ui/display/chip";
import type { UsedToken } from "@/server/contract/credentials/token";

/** What a token may do. */
export function TokenRights({ token: { role, botId, inboxIds, isReadOnly, scopes } }: { token: UsedToken }) {
  const t = useTranslations("settings.token");
  return (
    <>
      <Chip>{botId == null ? t(`roles.${role}`) : t("agentBot")}</Chip>
      {inboxIds === null ? null : <Chip>{t("inboxCount", { count: inboxIds.length })}</Chip>}
      {isReadOnly ? <Chip>{t("readOnly")}</Chip> : null}
      {scopes.map((scope) => (
        <Chip key={scope} tone="warn">
          {scope}
        </Chip>
      ))}
    </>
  );
}

/** Who made a token, until when it is valid, when it was last used, and what to do about it. */
export function TokenFacts({ token, made }: { token: UsedToken; made: string }) {
  const t = useTranslations("settings.token");
  const times = useTimes();
  const now = useNow();
  const isHydrated = useIsHydrated();
  const { lastUsedAt, lastUsedAddress, expiresAt } = token;
  const hint = isHydrated ? hintOf(token, now) : null;
  const facts = [
    made,
    lastUsedAt === null
      ? t("neverUsed")
      : t("lastUsed", { when: times.moment(lastUsedAt), address: lastUsedAddress ?? "" }),
    expiresAt === null ? t("neverExpires") : t("expiresOn", { when: times.day(expiresAt) }),
  ];
  return (
    <>
      <span className="mt-0.5 block text-muted text-sm">{facts.join(" · ")}</span>
      {hint === null ? null : <Hint hint={hint} expiresAt={expiresAt} />}
    </>
  );
}

function Hint({ hint, expiresAt }: { hint: TokenHint; expiresAt: string | null }) {
  const t = useTranslations("settings.token");
  const times = useTimes();
  if (hint === "expired") return <Chip tone="bad">{t("expired")}</Chip>;
  const when = expiresAt === null ? "" : times.day(expiresAt);
  return <span className="block text-sm text-warn">{t(hint, { when })}</span>;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const UNUSED_DAYS = 90;

type TokenHint = "expired" | "expiresSoon" | "unused";

/** What an administrator should know about a live token, or null. */
export function hintOf(token: UsedToken, now: number): TokenHint | null {
  if (token.revokedAt !== null) return null;
  const expiresAt = token.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(token.expiresAt);
  if (expiresAt <= now) return "expired";
  if (expiresAt <= now + SOON_DAYS * DAY_MS) return "expiresSoon";
  const usedAt = Date.parse(token.lastUsedAt ?? token.createdAt);
  return usedAt <= now - UNUSED_DAYS * DAY_MS ? "unused" : null;
}
