"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useStatusWord } from "@/app/_shared/conversation/use-status-word";
import type { ConversationStatus } from "@/app/_shared/view/view";
import type { Actor, Cause } from "@/server/contract/_shared/dto";
import { explainedRule } from "./otherwise";
import { OtherwiseText } from "./otherwise-text";
import { useActorName } from "./use-actor-name";
import { usePolicyChange } from "./use-policy-change";
import { useSettingText } from "./use-setting-text";

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

type WhyTextProps = { inboxId: number; status: ConversationStatus; cause: Cause; actor: Actor | null };

/** Why a conversation has its status: the rule, its setting, and what would have led to another status. */
export function WhyText({ inboxId, status, cause, actor }: WhyTextProps) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const actorName = useActorName();
  const who = actor ? actorName(actor) : t("somebody");
  return (
    <div className="flex flex-col gap-2">
      <p>
        {t.rich(`because.${explainedRule(cause)}`, {
          ...marks,
          who,
          status: statusWord(status),
          macro: cause.macro?.name ?? "",
        })}
      </p>
      {cause.via === undefined ? null : <p className="text-muted">{t("diverted")}</p>}
      {cause.requested === undefined ? null : (
        <p className="text-muted">{t("requested", { status: statusWord(cause.requested) })}</p>
      )}
      <SettingText inboxId={inboxId} cause={cause} />
      <OtherwiseText inboxId={inboxId} cause={cause} />
    </div>
  );
}

/** The setting behind the rule, and who set its value. */
function SettingText({ inboxId, cause }: { inboxId: number; cause: Cause }) {
  const t = useTranslations("why");
  const valueText = useSettingText();
  const times = useTimes();
  const actorName = useActorName();
  const { setting, value, changedBy, changedAt, changeId } = cause;
  const last = usePolicyChange(inboxId, changeId === undefined ? null : (setting ?? null));
  if (setting === undefined || value === undefined) return null;
  const reason = last?.id === changeId ? last?.reason : null;
  const current = {
    setting: valueText.name(setting),
    value: valueText.value(value),
    kind: typeof value === "boolean" ? "switch" : "choice",
  };
  return (
    <p className="text-muted">
      {changedBy && changedAt
        ? t("setBy", { ...current, who: actorName(changedBy), when: times.near(changedAt) })
        : t("setByNobody", current)}
      {reason ? ` ${t("reason", { reason })}` : null}
    </p>
  );
}
