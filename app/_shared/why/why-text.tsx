"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useStatusWord } from "@/app/_shared/conversation/marks";
import { useInbox } from "@/app/_shared/use-account";
import type { ConversationStatus } from "@/app/_shared/view/view";
import type { Actor, Cause, InboxDto, PolicyDto } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";
import { explainedRule, type Otherwise, otherwiseOf } from "./otherwise";
import { useActorName } from "./use-actor-name";
import { useSettingText } from "./use-setting-text";

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

type WhyTextProps = { inboxId: number; status: ConversationStatus; cause: Cause; actor: Actor | null };

/** Why a conversation has its status: the rule, its setting, and what would have led to another status. */
export const WhyText = (props: WhyTextProps) => (
  <div className="flex flex-col gap-2">
    <p>
      <RuleText {...props} />
    </p>
    <WhyDetails {...props} />
  </div>
);

/** The rule, in one sentence. */
export function RuleText({ status, cause, actor }: Omit<WhyTextProps, "inboxId">) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const actorName = useActorName();
  const who = actor ? actorName(actor) : t("somebody");
  return t.rich(`because.${explainedRule(cause)}`, {
    ...marks,
    who,
    status: statusWord(status),
    macro: cause.macro?.name ?? "",
  });
}

/** The rule's setting, and what would have led to another status. */
export function WhyDetails({ inboxId, cause }: Pick<WhyTextProps, "inboxId" | "cause">) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  return (
    <>
      {cause.via === undefined ? null : <p className="text-muted">{t("diverted")}</p>}
      {cause.requested === undefined ? null : (
        <p className="text-muted">{t("requested", { status: statusWord(cause.requested) })}</p>
      )}
      <SettingText inboxId={inboxId} cause={cause} />
      <OtherwiseText inboxId={inboxId} cause={cause} />
    </>
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

/** The settings that would have led to another status: their current values, since when and by whom. */
function OtherwiseText({ inboxId, cause }: { inboxId: number; cause: Cause }) {
  const inbox = useInbox(inboxId);
  const otherwise = inbox && otherwiseOf(cause, inbox.policy);
  return otherwise ? <ExplainedRule inbox={inbox} otherwise={otherwise} cause={cause} /> : null;
}

type OtherwiseProps = { inbox: InboxDto; otherwise: Otherwise; cause: Cause };

function ExplainedRule({ inbox, otherwise: { situation, edit }, cause }: OtherwiseProps) {
  const t = useTranslations("why");
  const format = useFormatter();
  const statusWord = useStatusWord();
  const text = useSettingText();
  const trpc = useTRPC();
  const me = useMe();
  const draft = { ...inbox.policy, ...edit };
  const { data } = useQuery(trpc.inboxes.policyPreview.queryOptions({ inboxId: inbox.id, draft }));
  const outcome = data?.find((row) => row.situation === situation)?.draft;
  const settings = POLICY_SETTINGS.filter((setting) => edit[setting] !== undefined);
  const [first] = settings;
  const change = usePolicyChange(inbox.id, first ?? null);
  if (outcome?.kind !== "set" || first === undefined) return null;
  const conditions = settings.map((setting) => {
    const name = text.name(setting);
    return edit[setting] === true ? t("wereOn", { setting: name }) : t("wereOff", { setting: name });
  });
  // The cause already describes its own setting.
  const isNews = first !== cause.setting;
  return (
    <p className="text-muted">
      {t.rich("otherwise", {
        ...marks,
        status: statusWord(outcome.status),
        conditions: format.list(conditions, { type: "conjunction" }),
      })}{" "}
      {isNews && change !== undefined ? <CurrentValue inbox={inbox} setting={first} change={change} /> : null}{" "}
      {me.role === "administrator" ? (
        <Link
          href={`/settings/inboxes/${inbox.id}/rules${change ? `#change-${change.id}` : ""}`}
          className="font-semibold text-accent hover:underline"
        >
          {change ? t("seeChange") : t("seeSettings")}
        </Link>
      ) : null}
    </p>
  );
}

type CurrentValueProps = {
  inbox: InboxDto;
  setting: keyof InboxDto["policy"];
  change: NonNullable<ReturnType<typeof usePolicyChange>> | null;
};

/** A setting's current value, and who set it. */
function CurrentValue({ inbox, setting, change }: CurrentValueProps) {
  const t = useTranslations("why");
  const text = useSettingText();
  const times = useTimes();
  const actorName = useActorName();
  const value = text.value(inbox.policy[setting]);
  if (!change) return t("isDefault", { value });
  const since = t("isSince", { value, who: actorName(change.actor), when: times.near(change.at) });
  return change.reason ? `${since} ${t("reason", { reason: change.reason })}` : since;
}

/** How many changes are searched for the last one of a setting. */
const CHANGES = 100;

/** The last change of an inbox's setting; null if there was none, undefined while loading. */
function usePolicyChange(
  inboxId: number,
  setting: keyof PolicyDto | null,
): PolicyChangeDto | null | undefined {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.inboxes.policyChanges.queryOptions({ inboxId, limit: CHANGES }, { enabled: setting !== null }),
  );
  return data && (data.data.find((change) => change.setting === setting) ?? null);
}
