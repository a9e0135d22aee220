"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { SettingsProps } from "./settings-props";

/** The inboxes of which only mentions notify. */
export function MutedInboxesField({ settings: { mutedInboxIds }, onChange }: SettingsProps) {
  const t = useTranslations("settings.profile.alerts");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const mute = (id: number, isMuted: boolean) => {
    const others = mutedInboxIds.filter((one) => one !== id);
    onChange({ mutedInboxIds: isMuted ? [...others, id] : others });
  };
  if (inboxes.length === 0) return null;
  return (
    <fieldset>
      <legend className="font-medium">{t("muted")}</legend>
      <p className="mb-1 text-muted text-sm">{t("mutedText")}</p>
      <div className="flex max-h-48 flex-wrap gap-x-5 overflow-y-auto">
        {inboxes.map(({ id, name }) => (
          <label
            key={id}
            className="flex min-h-7 min-w-0 cursor-pointer items-center gap-2 pointer-coarse:min-h-10"
          >
            <input
              type="checkbox"
              checked={mutedInboxIds.includes(id)}
              onChange={({ target }) => mute(id, target.checked)}
              className="size-4 shrink-0 accent-accent"
            />
            <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
