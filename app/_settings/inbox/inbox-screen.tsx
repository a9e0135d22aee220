"use client";

import { useQuery } from "@tanstack/react-query";
import { InboxIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { ChannelTab } from "@/app/_settings/inbox/channel/channel-tab";
import { useChannels } from "@/app/_settings/inbox/channel/use-channels";
import { IntegrationCheck } from "@/app/_settings/inbox/check/integration-check";
import { ConnectTab } from "@/app/_settings/inbox/connect/connect-tab";
import { AutoRetryForm } from "@/app/_settings/inbox/connection/auto-retry-form";
import { CallbackSettings } from "@/app/_settings/inbox/connection/callback-settings";
import { ConnectionForm } from "@/app/_settings/inbox/connection/connection-form";
import { GeneralForm, type InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { InboxMembers } from "@/app/_settings/inbox/members/inbox-members";
import { ChangeLog } from "@/app/_settings/inbox/policy/change-log";
import { PolicyEditor } from "@/app/_settings/inbox/policy/policy-editor";
import { usePolicyDraft } from "@/app/_settings/inbox/policy/use-policy-draft";
import { ReviewBox } from "@/app/_settings/inbox/review/review-box";
import { InboxTabs } from "@/app/_settings/inbox/tabs/inbox-tabs";
import { type InboxTab, inboxHref, inboxTabOf, isLinkToChange } from "@/app/_shared/inbox/inbox-tab";
import { LeaveGuard } from "@/app/_shared/leave/leave-guard";
import { LoadState } from "@/app/_shared/load-state";
import { EmptyState } from "@/app/_ui/empty-state";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { mayFail, sendingBy } from "@/server/contract/inbox/constants";

/** An inbox's settings, in tabs. */
export function InboxScreen({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.policy");
  const trpc = useTRPC();
  const { data: inbox, error, refetch } = useQuery(trpc.inboxes.get.queryOptions({ inboxId }));
  if (inbox) return <InboxSettings key={inbox.id} inbox={inbox} />;
  if (refusalCodeOf(error) !== "inbox.not_found") return <LoadState error={error} onRetry={refetch} />;
  return (
    <>
      <h1 className="sr-only">{t("notFound")}</h1>
      <EmptyState
        icon={<InboxIcon size={20} />}
        title={t("notFound")}
        action={
          <Link href="/settings/inboxes" className="font-semibold text-accent hover:underline">
            {t("notFoundAction")}
          </Link>
        }
      >
        {t("notFoundText")}
      </EmptyState>
    </>
  );
}

function InboxSettings({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.inboxTabs");
  const { nameOf } = useChannels();
  const tab = useTab(inbox.id);
  const { unsaved, mark } = useUnsaved();
  const panels: Record<InboxTab, ReactNode> = {
    general: <GeneralForm inbox={inbox} onUnsaved={(isUnsaved) => mark("general", isUnsaved)} />,
    connect:
      sendingBy(inbox.channel) === "callback" ? (
        <ConnectTab inbox={inbox} />
      ) : (
        <ChannelTab inbox={inbox} onUnsaved={(isUnsaved) => mark("connect", isUnsaved)} />
      ),
    members: <InboxMembers inboxId={inbox.id} />,
    rules: <RulesTab inbox={inbox} onUnsaved={mark} />,
    connection: <ConnectionTab inbox={inbox} onUnsaved={(isUnsaved) => mark("connection", isUnsaved)} />,
    check: <IntegrationCheck inbox={inbox} />,
    review: <ReviewBox inbox={inbox} />,
  };
  return (
    <>
      <PageHead title={inbox.name}>{t("text", { channel: nameOf(inbox.channel), id: inbox.id })}</PageHead>
      <InboxTabs inboxId={inbox.id} tab={tab} unsaved={unsaved} />
      <Panels tab={tab} panels={panels} />
      <LeaveGuard isUnsaved={unsaved.size > 0} page={inboxHref(inbox.id)} />
    </>
  );
}

/** The tab of the URL. A link to a change that names no tab is led to the rules: the server does not see its fragment. */
function useTab(inboxId: number): InboxTab {
  useEffect(() => {
    if (isLinkToChange(location)) history.replaceState({}, "", inboxHref(inboxId, "rules") + location.hash);
  }, [inboxId]);
  return inboxTabOf(usePathname());
}

/** The panel of the tab. Those seen before stay in the page, hidden: they keep what is typed in them. */
function Panels({ tab, panels }: { tab: InboxTab; panels: Record<InboxTab, ReactNode> }) {
  const [seen, setSeen] = useState<readonly InboxTab[]>([tab]);
  useEffect(() => setSeen((current) => (current.includes(tab) ? current : [...current, tab])), [tab]);
  const shown = seen.includes(tab) ? seen : [...seen, tab];
  return shown.map((one) => (
    <div key={one} hidden={one !== tab}>
      {panels[one]}
    </div>
  ));
}

/** Which tabs have changes that are not saved. */
function useUnsaved() {
  const [unsaved, setUnsaved] = useState<ReadonlySet<InboxTab>>(new Set());
  const mark = useCallback((tab: InboxTab, isUnsaved: boolean) => {
    setUnsaved((current) => {
      if (current.has(tab) === isUnsaved) return current;
      const next = new Set(current);
      if (isUnsaved) next.add(tab);
      else next.delete(tab);
      return next;
    });
  }, []);
  return { unsaved, mark };
}

/** How an inbox's messages reach the customer, and what happens when they do not. */
export function ConnectionTab({ inbox, onUnsaved }: InboxFormProps) {
  const [isUnsaved, setUnsaved] = useState({ connection: false, retries: false });
  const mark = (change: Partial<typeof isUnsaved>) => {
    const next = { ...isUnsaved, ...change };
    setUnsaved(next);
    onUnsaved(next.connection || next.retries);
  };
  return (
    <>
      <ConnectionForm inbox={inbox} onUnsaved={(connection) => mark({ connection })} />
      {mayFail(inbox.channel) ? (
        <AutoRetryForm inbox={inbox} onUnsaved={(retries) => mark({ retries })} />
      ) : null}
      {inbox.callbackUrl === null ? null : <CallbackSettings inbox={inbox} />}
    </>
  );
}

type RulesTabProps = { inbox: InboxDto; onUnsaved: (tab: InboxTab, isUnsaved: boolean) => void };

/** The rules that decide a conversation's status, their preview, and their changes. */
function RulesTab({ inbox, onUnsaved }: RulesTabProps) {
  const t = useTranslations("settings.policy");
  const draft = usePolicyDraft(inbox);
  const isUnsaved = draft.changed.length > 0;
  useEffect(() => onUnsaved("rules", isUnsaved), [onUnsaved, isUnsaved]);
  return (
    <>
      <p className="mb-5 max-w-prose text-pretty text-muted">{t("text")}</p>
      <PolicyEditor inbox={inbox} draft={draft} />
      <ChangeLog inboxId={inbox.id} onEdit={draft.set} />
    </>
  );
}
