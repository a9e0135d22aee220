"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useTimes } from "@/app/_lib/times/times";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { Chip } from "@/app/_ui/display/chip";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

/** The browser scrolls to `#change-…` before the line exists, so this repeats it. */
const showLine = (line: HTMLLIElement | null): void => line?.scrollIntoView({ block: "center" });

/** One change of a setting, with its actions. */
export function ChangeLine({ change, children }: { change: PolicyChangeDto; children: ReactNode }) {
  const t = useTranslations("settings.policy");
  const times = useTimes();
  const actorName = useActorName();
  const text = useSettingText();
  const { id, setting, from, to, reason, revertsId, actor, via, at } = change;
  const isLinked = useIsHydrated() && location.hash === `#change-${id}`;
  return (
    <li
      id={`change-${id}`}
      ref={isLinked ? showLine : undefined}
      className={cn(
        "flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-line border-t py-2.5",
        isLinked && "bg-accent-soft",
      )}
    >
      <time dateTime={at} className="w-32 shrink-0 text-muted">
        {times.moment(at)}
      </time>
      <p className="min-w-0 flex-1 basis-popup">
        {t.rich("change", {
          ...marks,
          who: actorName(actor),
          setting: text.name(setting),
          from: text.value(from),
          to: text.value(to),
        })}
        {reason ? <bdi className="ml-1.5 text-muted">{t("quoted", { reason })}</bdi> : null}
        <span className="ml-1.5 inline-flex gap-1.5">
          {revertsId === null ? null : <Chip>{t("tookBack")}</Chip>}
          {via === "api" ? <Chip>{t("viaApi")}</Chip> : null}
        </span>
      </p>
      {children}
    </li>
  );
}

/** An action in the line of a change. */
export const LogButton = (props: ComponentProps<"button">) => (
  <button
    type="button"
    className="rounded-xs font-semibold text-accent hover:underline disabled:opacity-55"
    {...props}
  />
);
