"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { TimeFields } from "@/app/_settings/events/event-filters";
import { PageHead } from "@/app/_settings/frame/page-head";
import { settingChanges } from "@/app/_settings/queries";
import { Earlier, LoadState, MoreButton, rowsOf } from "@/app/_shared/load-state";
import { useMembers } from "@/app/_shared/use-members";
import { Button } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { EmptyState } from "@/app/_ui/empty-state";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { Segmented } from "@/app/_ui/segmented";
import { SelectField } from "@/app/_ui/select";
import { AUDIT_SUBJECTS, type AuditFilter, auditHref, exportHref, parseAuditFilter } from "./audit-filter";
import { AuditLine } from "./audit-line";

const KINDS = ["all", ...AUDIT_SUBJECTS] as const;

/** Who changed which setting, member or token; for administrators. */
export function AuditScreen() {
  const t = useTranslations("settings.audit");
  const trpc = useTRPC();
  const filter = parseAuditFilter(useSearchParams());
  const change = (patch: Partial<AuditFilter>) =>
    history.replaceState({}, "", auditHref({ ...filter, ...patch }));
  const log = useInfiniteQuery({
    ...settingChanges(trpc, filter),
    placeholderData: keepPreviousData,
  });
  const changes = rowsOf(log);
  return (
    <>
      <PageHead title={t("title")} action={<ExportMenu filter={filter} />}>
        {t("text")}
      </PageHead>
      <Segmented
        label={t("kinds")}
        value={filter.subject ?? "all"}
        onChange={(kind) => change({ subject: kind === "all" ? null : kind })}
        options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <div className="mt-3 flex flex-wrap items-start gap-x-4 gap-y-2">
        <PersonField userId={filter.userId} onChange={change} />
        <TimeFields time={filter} onChange={change} />
      </div>
      {changes === undefined ? <LoadState error={log.error} onRetry={log.refetch} /> : null}
      {changes?.length === 0 ? (
        <EmptyState icon={<ScrollText size={20} />} title={t("empty")}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      <Earlier list={log}>
        <ol className="mt-5" aria-label={t("title")}>
          {changes?.map((change) => (
            <AuditLine key={change.id} change={change} />
          ))}
        </ol>
      </Earlier>
      <MoreButton list={log}>{t("more")}</MoreButton>
    </>
  );
}

type PersonFieldProps = { userId: number | null; onChange: (patch: { userId: number | null }) => void };

/** Selects who made the changes; their tokens count as theirs. */
function PersonField({ userId, onChange }: PersonFieldProps) {
  const t = useTranslations("settings.audit");
  const { members, pictureOf } = useMembers();
  return (
    <SelectField
      label={t("person")}
      value={userId}
      options={[
        { value: null, label: t("anybody") },
        ...members.map(({ id, name }) => ({
          value: id,
          label: name,
          icon: <Avatar name={name} seed={id} src={pictureOf(id)} className="size-5 text-3xs" />,
        })),
      ]}
      onChange={(id) => onChange({ userId: id })}
      className="w-44"
    />
  );
}

/** Downloads the filtered log. */
function ExportMenu({ filter }: { filter: AuditFilter }) {
  const t = useTranslations("settings.audit");
  return (
    <Menu
      trigger={
        <Button>
          <Download size={15} aria-hidden />
          {t("export")}
        </Button>
      }
    >
      <MenuItem onSelect={() => location.assign(exportHref("csv", filter))}>{t("exportCsv")}</MenuItem>
      <MenuItem onSelect={() => location.assign(exportHref("jsonl", filter))}>
        {t("exportJsonLines")}
      </MenuItem>
    </Menu>
  );
}
