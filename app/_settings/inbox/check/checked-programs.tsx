"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";
import { TIMELINE_SIGNALS } from "@/server/contract/message/constants";

type Programs = DiagnosisDto["programStatuses"];
type Line = Programs["data"][number];

/** Which programs have set which statuses lately, how often and why. */
export function CheckedPrograms({ programs: { from, data } }: { programs: Programs }) {
  const t = useTranslations("settings.check.programs");
  const times = useTimes();
  if (data.length === 0) {
    return (
      <div>
        <h3 className="mb-1 font-semibold">{t("title")}</h3>
        <p className="text-muted">{t("none", { when: times.moment(from) })}</p>
      </div>
    );
  }
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-start">
        <caption className="mb-2 text-start">
          <b className="font-semibold">{t("title")}</b>{" "}
          <span className="text-muted">{t("since", { when: times.moment(from) })}</span>
        </caption>
        <thead>
          <tr className="text-faint text-xs">
            {(["who", "what", "why", "count"] as const).map((column) => (
              <th key={column} scope="col" className="py-1.5 pr-3 text-start font-medium">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((line) => (
            <ProgramLine
              key={`${line.actor.type} ${line.actor.id} ${line.of} ${line.status} ${line.rule}`}
              line={line}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The words for a conversation's status, or for the signal of a report about a message. */
function useStatusText(): (line: Pick<Line, "of" | "status">) => string {
  const t = useTranslations("settings.check.programs");
  const statuses = useTranslations("status");
  return ({ of, status }) => {
    const named = CONVERSATION_STATUSES.find((known) => known === status);
    if (of === "conversation") return t("conversation", { status: named ? statuses(named) : status });
    const signal = TIMELINE_SIGNALS.find((known) => known === status);
    return t("message", { status: signal ? t(`signal.${signal}`) : status });
  };
}

function ProgramLine({ line: { actor, of, status, rule, count, lastAt } }: { line: Line }) {
  const t = useTranslations("settings.check.programs");
  const why = useTranslations("settings.policy.why");
  const statusText = useStatusText();
  const actorName = useActorName();
  const times = useTimes();
  return (
    <tr className="border-line border-t align-top">
      <th scope="row" className="py-2 pr-3 text-start font-normal">
        <bdi>{actorName(actor)}</bdi>
      </th>
      <td className="py-2 pr-3">{statusText({ of, status })}</td>
      <td className="py-2 pr-3 text-muted">
        {rule === null ? t("receipt") : rule === "customer_reply" ? t("customerReply") : why(rule)}
      </td>
      <td className="py-2 tabular-nums">
        {t("times", { count })}
        <span className="block text-muted text-sm">{t("last", { when: times.moment(lastAt) })}</span>
      </td>
    </tr>
  );
}
