"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useStatusWord } from "@/app/_shared/conversation/use-status-word";
import { useInbox } from "@/app/_shared/use-inbox";
import type { Cause, InboxDto } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import { type Otherwise, otherwiseOf } from "./otherwise";
import { useActorName } from "./use-actor-name";
import { usePolicyChange } from "./use-policy-change";
import { useSettingText } from "./use-setting-text";

/** The settings that would have led to another status: their current values, since when and by whom. */
export function OtherwiseText({ inboxId, cause }: { inboxId: number; cause: Cause }) {
  const inbox = useInbox(inboxId);
  const otherwise = inbox && otherwiseOf(cause, inbox.policy);
  return otherwise ? <ExplainedRule inbox={inbox} otherwise={otherwise} cause={cause} /> : null;
}

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

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
