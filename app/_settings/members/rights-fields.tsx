"use client";

import { useTranslations } from "next-intl";
import { InboxCheckList } from "@/app/_shared/choice/check-list";
import { SegmentedField } from "@/app/_ui/segmented";
import type { MemberDto } from "@/server/contract/member/member";

export type Rights = Pick<MemberDto, "role" | "inboxIds">;

/** A member's role, and an agent's inboxes. */
export function RightsFields({ value, onChange }: { value: Rights; onChange: (rights: Rights) => void }) {
  const t = useTranslations("settings.members");
  const { role, inboxIds } = value;
  return (
    <>
      <SegmentedField
        label={t("roleLabel")}
        value={role}
        onChange={(chosen) => onChange({ role: chosen, inboxIds })}
        options={[
          { value: "agent", label: t("role.agent") },
          { value: "administrator", label: t("role.administrator") },
        ]}
        hint={t(`roleHint.${role}`)}
      />
      {role === "agent" ? (
        <InboxCheckList
          legend={t("inboxes")}
          layout="boxed"
          chosen={inboxIds}
          onChange={(ids) => onChange({ role, inboxIds: ids })}
        />
      ) : null}
      <p role="status" className="text-sm text-warn empty:hidden">
        {role === "agent" && inboxIds.length === 0 ? t("seesNothing") : null}
      </p>
    </>
  );
}
