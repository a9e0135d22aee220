import type { LogTime } from "@/app/_settings/events/event-filters";
import { idIn, momentIn, periodOf } from "@/app/_settings/events/event-query";
import type { SettingChangeDto } from "@/server/contract/inbox/setting-change";

export const AUDIT_SUBJECTS = [
  "policy",
  "inbox",
  "member",
  "token",
  "endpoint",
  "account",
] as const satisfies readonly SettingChangeDto["subject"][];

/** The filter of the audit log, stored in the URL, so that it can be shared. */
export type AuditFilter = LogTime & {
  subject: (typeof AUDIT_SUBJECTS)[number] | null;
  /** The member who made the change, also by one of their tokens. */
  userId: number | null;
};

export function parseAuditFilter(params: Pick<URLSearchParams, "get">): AuditFilter {
  return {
    subject: AUDIT_SUBJECTS.find((one) => one === params.get("subject")) ?? null,
    userId: idIn(params.get("person")),
    from: momentIn(params.get("from")),
    to: momentIn(params.get("to")),
  };
}

/** The URL of the filtered log. */
export function auditHref({ subject, userId, from, to }: AuditFilter): string {
  const text = paramsOf({ subject, person: userId, from: from || null, to: to || null }).toString();
  return `/settings/audit${text === "" ? "" : `?${text}`}`;
}

/** The URL of the filtered log as a file. */
export function exportHref(format: "csv" | "jsonl", { subject, userId, ...time }: AuditFilter): string {
  const { from, to } = periodOf(time);
  const instants = { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
  const params = paramsOf({ format, subject, userId, ...instants });
  return `/api/changes/export?${params}`;
}

function paramsOf(given: Record<string, string | number | null>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== null) params.set(name, String(value));
  return params;
}
