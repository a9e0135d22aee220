"use client";

import { useTranslations } from "next-intl";
import { ReplayOutcome } from "@/app/_settings/inbox/policy/replay-outcome";
import { StatusChip } from "@/app/_shared/conversation/marks";
import { explainedRule } from "@/app/_shared/why/otherwise";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

type Call = DiagnosisDto["calls"][number];

/** The outcome of each API call under the current settings, and the outcomes of recent calls. */
export function CheckedCalls({ calls }: { calls: readonly Call[] }) {
  const t = useTranslations("settings.check");
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-start">
        <caption className="mb-2 text-start font-semibold">{t("calls")}</caption>
        <thead>
          <tr className="text-faint text-xs">
            <th scope="col" className="py-1.5 pr-3 text-start font-medium">
              {t("program")}
            </th>
            <th scope="col" className="py-1.5 pr-3 text-start font-medium">
              {t("endsAs")}
            </th>
            <th scope="col" className="py-1.5 text-start font-medium">
              {t("lastDays")}
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallLine key={call.call} call={call} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallLine({ call: { call, ending, lastDays } }: { call: Call }) {
  const t = useTranslations("settings.check");
  const why = useTranslations("settings.policy.why");
  return (
    <tr className="border-line border-t align-top">
      <th scope="row" className="py-2.5 pr-3 text-start font-normal">
        {t(`call.${call}`)}
      </th>
      <td className="py-2.5 pr-3">
        <ReplayOutcome ending={ending} />
        <span className="block text-muted text-sm">
          {ending.cause ? why(explainedRule(ending.cause)) : why("unmoved")}
        </span>
      </td>
      <td className="py-2.5">
        {lastDays.length === 0 ? <span className="text-faint">{t("noCalls")}</span> : null}
        <ul className="flex flex-wrap gap-x-3 gap-y-1">
          {lastDays.map(({ status, isDiverted, count }) => (
            <li key={`${status} ${isDiverted}`} className="inline-flex items-center gap-1.5">
              <span className="tabular-nums">{t("times", { count })}</span>
              {status === null ? null : <StatusChip status={status} />}
              {isDiverted ? <span className="text-muted text-sm">{t("elsewhere")}</span> : null}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
