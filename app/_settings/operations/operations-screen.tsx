"use client";

import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { ListChecks, Trash2 } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { usePush } from "@/app/_lib/leave";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { pastBulks, pastDeletions } from "@/app/_settings/queries";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { conversationHref } from "@/app/_shared/message/linked-message";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { RefusedDialog } from "@/app/_shell/refused-dialog";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { EmptyState } from "@/app/_ui/empty-state";
import { Segmented } from "@/app/_ui/segmented";
import { DeletionLine, OperationLine, Reasons } from "./deletion-line";
import { actionKeyOf, OPERATION_KINDS, operationsHref, type PastBulk, parseKind } from "./operations";

/** Past bulk operations and permanent deletions; for administrators. */
export function OperationsScreen() {
  const t = useTranslations("settings.operations");
  const kind = parseKind(useSearchParams());
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <Segmented
        label={t("kinds")}
        value={kind}
        onChange={(chosen) => history.replaceState({}, "", operationsHref(chosen))}
        options={OPERATION_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      {kind === "bulk" ? <BulkList /> : <DeletionList />}
    </>
  );
}

function BulkList() {
  const t = useTranslations("settings.operations");
  return (
    <Lines
      list={useInfiniteQuery(pastBulks(useTRPC()))}
      label={t("kind.bulk")}
      empty={{ icon: <ListChecks size={20} />, title: t("noBulk"), text: t("noBulkText") }}
      line={(bulk) => <BulkLine key={bulk.id} bulk={bulk} />}
    />
  );
}

function DeletionList() {
  const t = useTranslations("settings.operations");
  return (
    <Lines
      list={useInfiniteQuery(pastDeletions(useTRPC()))}
      label={t("kind.deletions")}
      empty={{ icon: <Trash2 size={20} />, title: t("noDeletions"), text: t("noDeletionsText") }}
      line={(deletion) => <DeletionLine key={deletion.id} deletion={deletion} />}
    />
  );
}

type LinesProps<T> = {
  list: UseInfiniteQueryResult<InfiniteData<{ data: T[] }>, unknown>;
  label: string;
  empty: { icon: ReactNode; title: string; text: string };
  line: (row: T) => ReactNode;
};

function Lines<T>({ list, label, empty, line }: LinesProps<T>) {
  const t = useTranslations("settings.operations");
  const rows = list.data?.pages.flatMap((page) => page.data);
  if (rows === undefined) return <LoadState error={list.error} onRetry={list.refetch} />;
  if (rows.length === 0)
    return (
      <EmptyState icon={empty.icon} title={empty.title}>
        {empty.text}
      </EmptyState>
    );
  return (
    <>
      <ol aria-label={label} className="mt-5 overflow-hidden rounded-m border border-line">
        {rows.map(line)}
      </ol>
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </>
  );
}

/** A bulk operation: who, when, what, and how many conversations it changed or left; undone or not. */
function BulkLine({ bulk }: { bulk: PastBulk }) {
  const t = useTranslations("settings.operations");
  const actorName = useActorName();
  const push = usePush();
  const [isOpen, setOpen] = useState(false);
  const { state, total, succeeded, unchanged, failed, undoing } = bulk;
  const isFine = state === "completed" || state === "running";
  const counts = { who: actorName(bulk.requestedBy), succeeded, unchanged, failed };
  return (
    <OperationLine
      title={t("bulkTitle", { action: t(`action.${actionKeyOf(bulk)}`), count: total })}
      at={bulk.createdAt}
      summary={t("bulkSummary", counts)}
      marks={
        <>
          <Chip tone={isFine ? "neutral" : "warn"}>{t(`bulkState.${state}`)}</Chip>
          {undoing ? (
            <Chip tone="warn">
              {undoing.state === "running" ? t("undoing") : t("undone", { count: undoing.succeeded })}
            </Chip>
          ) : null}
        </>
      }
    >
      <Reasons reasons={bulk.failures} />
      {failed > 0 ? (
        <Button size="sm" className="mt-2" onClick={() => setOpen(true)}>
          {t("showSkipped")}
        </Button>
      ) : null}
      {isOpen ? (
        <RefusedDialog
          bulk={bulk}
          onShow={(displayId) => push(conversationHref(displayId))}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </OperationLine>
  );
}
