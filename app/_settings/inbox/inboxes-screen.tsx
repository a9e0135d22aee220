"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Inbox, Plus } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { FilteredList } from "@/app/_settings/frame/filtered-list";
import { Rows } from "@/app/_settings/frame/list-screen";
import { PageHead } from "@/app/_settings/frame/page-head";
import { useChannels } from "@/app/_settings/inbox/channel/use-channels";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { EmptyState } from "@/app/_ui/empty-state";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import { CreateInboxDialog } from "./create-inbox-dialog";

/** Opens or closes the dialog of a new inbox by the address, so that a reload shows what was there. */
const showNewInbox = (isOpen: boolean) =>
  history.replaceState({}, "", isOpen ? "/settings/inboxes?new=1" : "/settings/inboxes");

/** The list of inboxes, with a button that creates one. */
export function InboxesScreen() {
  const t = useTranslations("settings.inboxList");
  const trpc = useTRPC();
  const { data: inboxes, error, refetch } = useQuery(trpc.inboxes.list.queryOptions());
  const { data: due } = useQuery(trpc.audit.due.queryOptions());
  const isDue = (id: number) => due?.some(({ inboxId }) => inboxId === id) ?? false;
  const { nameOf } = useChannels();
  const isCreating = useSearchParams().has("new");
  const create = (
    <Button variant="primary" onClick={() => showNewInbox(true)}>
      <Plus size={15} aria-hidden />
      {t("create")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("title")} action={inboxes?.length ? create : null}>
        {t("text")}
      </PageHead>
      {inboxes === undefined ? (
        <LoadState error={error} onRetry={refetch} />
      ) : inboxes.length === 0 ? (
        <EmptyState icon={<Inbox size={20} />} title={t("empty")} action={create}>
          {t("emptyText")}
        </EmptyState>
      ) : (
        <FilteredList items={inboxes} textOf={({ name, channel }) => `${name}\n${nameOf(channel)}`}>
          {(found) => (
            <Rows>
              {found.map((inbox) => (
                <li key={inbox.id} className="border-line not-first:border-t">
                  <Link
                    href={inboxHref(inbox.id, isDue(inbox.id) ? "review" : "general")}
                    className="flex items-center gap-3 px-4 py-3 hover:bg-hover"
                  >
                    <InboxDot inboxId={inbox.id} />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium" dir="auto">
                        {inbox.name}
                      </span>
                      <PolicySummary policy={inbox.policy} />
                    </span>
                    <span className="flex flex-col items-end gap-x-3 gap-y-1 sm:flex-row sm:items-center">
                      <span className="text-muted text-sm">{nameOf(inbox.channel)}</span>
                      {isDue(inbox.id) ? <Chip tone="warn">{t("reviewDue")}</Chip> : null}
                    </span>
                    <ChevronRight size={16} aria-hidden className="text-faint" />
                  </Link>
                </li>
              ))}
            </Rows>
          )}
        </FilteredList>
      )}
      <CreateInboxDialog open={isCreating} onOpenChange={showNewInbox} />
    </>
  );
}

/** A summary of an inbox's policy on one line. */
function PolicySummary({ policy }: { policy: PolicyDto }) {
  const t = useTranslations("settings.inboxList.summary");
  const starts = policy.botEnabled ? t("bot") : policy.startAsPending ? t("pending") : t("open");
  const again =
    policy.onMessageAfterResolve === "newConversation"
      ? t("again.newConversation")
      : policy.botEnabled && policy.botTakesReopened
        ? t("again.bot")
        : t("again.reopen");
  return (
    <span className="block text-muted text-sm">
      {starts} · {again}
    </span>
  );
}
