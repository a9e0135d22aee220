"use client";

import { useTranslations } from "next-intl";
import { InboxCheckList } from "@/app/_shared/choice/inbox-check-list";
import { Segmented } from "@/app/_ui/segmented";
import type { MemberDto } from "@/server/contract/member/member";

export type Rights = Pick<MemberDto, "role" | "inboxIds">;

/** A member's role, and an agent's inboxes. */
export function RightsFields({ value, onChange }: { value: Rights; onChange: (rights: Rights) => void }) {
  const t = useTranslations("settings.members");
  const { role, inboxIds } = value;
  return (
    <>
      <div>
        <p className="mb-1 font-medium">{t("roleLabel")}</p>
        <Segmented
          label={t("roleLabel")}
          value={role}
          onChange={(chosen) => onChange({ role: chosen, inboxIds })}
          options={[
            { value: "agent", label: t("role.agent") },
            { value: "administrator", label: t("role.administrator") },
          ]}
        />
        <p className="mt-1 text-muted text-sm">{t(`roleHint.${role}`)}</p>
      </div>
      {role === "agent" ? (
        <InboxCheckList
          legend={t("inboxes")}
          layout="boxed"
          chosen={inboxIds}
          onChange={(ids) => onChange({ role, inboxIds: ids })}
        />
      ) : null}
    </>
  );
}
