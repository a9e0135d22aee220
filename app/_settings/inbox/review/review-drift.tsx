"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useChangeWords } from "@/app/_settings/audit/use-change-words";
import { MovedList } from "@/app/_settings/inbox/policy/moved-list";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import type { AuditDto } from "@/server/contract/inbox/setting-change";

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

/** The differences since the last review, their actors, and the conversations with another outcome. */
export function ReviewDrift({ audit: { drift, moved } }: { audit: AuditDto }) {
  const t = useTranslations("settings.review");
  const hasMoved = moved !== null && moved.moved > 0;
  if (drift.length === 0 && !hasMoved) return null;
  return (
    <div className="mt-3 border-line border-t pt-3">
      {drift.length > 0 ? <p className="font-medium">{t("drift", { count: drift.length })}</p> : null}
      <ul className="not-empty:mt-1.5 flex flex-col gap-1">
        {drift.map((one) => (
          <DriftLine key={one.setting} drift={one} />
        ))}
      </ul>
      {hasMoved ? (
        <details className="mt-2.5">
          <summary className="cursor-pointer rounded-xs font-medium text-accent">
            {t("moved", { moved: moved.moved, decided: moved.decided })}
          </summary>
          <p className="mt-1 text-muted text-sm">{t("movedHow")}</p>
          <MovedList rows={moved.data} />
          {moved.nextCursor ? <p className="mt-2 text-muted text-sm">{t("movedMore")}</p> : null}
        </details>
      ) : (
        <p className="mt-2 text-muted">{t("movedNone")}</p>
      )}
    </div>
  );
}

function DriftLine({ drift: { setting, from, to, change } }: { drift: AuditDto["drift"][number] }) {
  const t = useTranslations("settings.review");
  const words = useChangeWords();
  const actorName = useActorName();
  const times = useTimes();
  return (
    <li className="pl-4">
      {t.rich("driftLine", {
        ...marks,
        setting: words.setting(setting),
        from: words.value(setting, from),
        to: words.value(setting, to),
      })}{" "}
      {change ? (
        <span className="text-muted">
          {t("driftBy", { who: actorName(change.actor), when: times.moment(change.at) })}
          {change.reason ? <bdi> {t("driftReason", { reason: change.reason })}</bdi> : null}
        </span>
      ) : null}
    </li>
  );
}
