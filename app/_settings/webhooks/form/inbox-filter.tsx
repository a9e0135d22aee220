"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";

type InboxFilterProps = { chosen: number[] | null; onChange: (inboxIds: number[] | null) => void };

/** The inboxes whose events are sent; none chosen: all. */
export function InboxFilter({ chosen, onChange }: InboxFilterProps) {
  const t = useTranslations("settings.webhooks.form");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const ids = chosen ?? [];
  const toggle = (id: number, isOn: boolean) => {
    const next = isOn ? [...ids, id] : ids.filter((one) => one !== id);
    onChange(next.length === 0 ? null : next);
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("inboxes")}</legend>
      <div className="flex flex-wrap gap-x-5">
        {inboxes.map(({ id, name }) => (
          <label
            key={id}
            className="flex min-h-7 min-w-0 cursor-pointer items-center gap-2 pointer-coarse:min-h-10"
          >
            <input
              type="checkbox"
              checked={ids.includes(id)}
              onChange={({ target }) => toggle(id, target.checked)}
              className="size-4 shrink-0 accent-accent"
            />
            <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
          </label>
        ))}
      </div>
      <p className="mt-1 max-w-prose text-muted text-sm">{t("inboxesHint")}</p>
    </fieldset>
  );
}
