"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { ChangeSentence } from "@/app/_settings/audit/audit-line";
import { useChangeWords } from "@/app/_settings/audit/use-change-words";
import { MovedList } from "@/app/_settings/inbox/policy/moved-list";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import type { AuditDto } from "@/server/contract/inbox/setting-change";

const marks = { b: (words: ReactNode) => <b className="font-semibold">{words}</b> };

type Drift = AuditDto["drift"][number];

/**
 * The differences since the last review or the creation, settings apart from members, tokens and webhooks, their actors, and
 * the conversations with another outcome.
 */
export function ReviewDrift({ audit: { baseline, drift, moved } }: { audit: AuditDto }) {
  const t = useTranslations("settings.review");
  const hasMoved = moved.moved > 0;
  const isReviewed = baseline.kind === "review";
  const settings = drift.filter(({ subject }) => subject === "inbox" || subject === "policy");
  const access = drift.filter((one) => !settings.includes(one));
  if (drift.length === 0 && !hasMoved) return null;
  return (
    <div className="mt-3 border-line border-t pt-3">
      <DriftList
        title={t(isReviewed ? "drift" : "driftOfCreation", { count: settings.length })}
        drift={settings}
      />
      <DriftList title={t(isReviewed ? "access" : "accessOfCreation")} drift={access} />
      {hasMoved ? (
        <details className="mt-2.5">
          <summary className="cursor-pointer rounded-xs font-medium text-accent">
            {t("moved", { moved: moved.moved, decided: moved.decided })}
          </summary>
          <p className="mt-1 text-muted text-sm">{t(isReviewed ? "movedHow" : "movedHowOfCreation")}</p>
          <MovedList rows={moved.data} />
          {moved.nextCursor ? <p className="mt-2 text-muted text-sm">{t("movedMore")}</p> : null}
        </details>
      ) : (
        <p className="mt-2 text-muted">{t("movedNone")}</p>
      )}
    </div>
  );
}

/** Differences under their title; nothing without any. */
function DriftList({ title, drift }: { title: string; drift: readonly Drift[] }) {
  if (drift.length === 0) return null;
  return (
    <>
      <p className="font-medium not-first:mt-3">{title}</p>
      <ul className="mt-1.5 flex flex-col gap-1">
        {drift.map((one) => (
          <DriftLine key={`${one.subject} ${one.subjectId} ${one.setting}`} drift={one} />
        ))}
      </ul>
    </>
  );
}

function DriftLine({ drift }: { drift: Drift }) {
  const { subject, change, from } = drift;
  const times = useTimes();
  if (change === null || subject === "inbox") return <OwnDriftLine drift={drift} />;
  return (
    <li className="pl-4 wrap-anywhere">
      <ChangeSentence change={{ ...change, from }} />{" "}
      <span className="text-muted">{times.moment(change.at)}</span>
    </li>
  );
}

function OwnDriftLine({ drift: { setting, from, to, change } }: { drift: Drift }) {
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
