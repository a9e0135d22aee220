"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
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
        <InboxChoices chosen={inboxIds} onChange={(ids) => onChange({ role, inboxIds: ids })} />
      ) : null}
    </>
  );
}

type InboxChoicesProps = { chosen: readonly number[]; onChange: (inboxIds: number[]) => void };

function InboxChoices({ chosen, onChange }: InboxChoicesProps) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("inboxes")}</legend>
      <div className="flex max-h-40 flex-col gap-0.5 overflow-y-auto">
        {inboxes.map(({ id, name }) => (
          <label
            key={id}
            className="flex cursor-pointer items-center gap-2 rounded-s px-1.5 py-1 hover:bg-hover"
          >
            <input
              type="checkbox"
              className="accent-accent"
              checked={chosen.includes(id)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
            <bdi className="min-w-0 truncate">{name}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
