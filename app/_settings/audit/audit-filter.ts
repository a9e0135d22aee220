import type { LogTime } from "@/app/_settings/events/log-fields";
import type { SettingChangeDto } from "@/server/contract/inbox/setting-change";

/** The filter of the audit log. */
export type AuditFilter = LogTime & {
  subject: SettingChangeDto["subject"] | null;
  /** The member who made the change, also by one of their tokens. */
  userId: number | null;
};

export const NO_FILTER: AuditFilter = { subject: null, userId: null, from: "", to: "" };

/** The URL of the filtered log as a file. */
export function exportHref(format: "csv" | "jsonl", { subject, userId, from, to }: AuditFilter): string {
  const given = {
    subject,
    userId,
    from: from === "" ? null : new Date(from).toISOString(),
    to: to === "" ? null : new Date(to).toISOString(),
  };
  const params = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(given)) if (value !== null) params.set(name, String(value));
  return `/api/changes/export?${params}`;
}
