import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { DIAGNOSED_SETTINGS, type DiagnosisDto } from "@/server/contract/inbox/diagnosis";
import {
  CALL_NAMES,
  CALLS,
  callOf,
  connectionWarnings,
  replyEffectOf,
} from "@/server/domain/inbox/diagnosis";
import {
  DEFAULT_POLICY,
  endingUnder,
  POLICY_SETTINGS,
  type PolicySetting,
} from "@/server/domain/inbox/policy";
import { RETRY_GAP_SECONDS } from "@/server/domain/message/attempt-group";
import { STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
import { hasPublicUrl } from "@/server/lib/web/base-url";
import type { Db } from "@/server/store/_postgres/db";
import { listProgramStatuses } from "@/server/store/inboxes/inbox-facts";
import { readStaffing } from "@/server/store/inboxes/inboxes";
import { type DecidedKind, listDecidedKinds } from "@/server/store/inboxes/replay-decisions";
import { listLastChanges } from "@/server/store/inboxes/setting-changes";
import { hasUnconfirmed } from "@/server/store/messages/stuck-messages";
import { dueOf } from "./audit-inbox";
import { getInbox } from "./list-inboxes";
import { warningsOf } from "./preview-policy";
import { DECISIONS_MAX, REPLAY_DAYS } from "./replay-policy";
import { readReplyTakers } from "./reply-takers";

/**
 * An inbox as an integrator sees it: every setting with its source, the outcome of each call, the outcomes of the
 * last days, who takes its replies, which programs set statuses, and what prevents all this.
 */
export async function diagnoseInbox(
  db: Db,
  caller: Caller,
  { inboxId, now }: { inboxId: number; now: Date },
): Promise<DiagnosisDto> {
  const inbox = await getInbox(db, caller, inboxId);
  const { accountId } = caller;
  const since = new Date(now.getTime() - REPLAY_DAYS * 86_400_000);
  const changes = await listLastChanges(db, accountId, { inboxId, settings: DIAGNOSED_SETTINGS });
  const decided = await listDecidedKinds(db, { accountId, inboxId, since, max: DECISIONS_MAX });
  const hasStuck = await hasUnconfirmed(db, accountId, inboxId);
  const staffing = await readStaffing(db, accountId, inboxId);
  const { replies, connection } = await readReplyTakers(db, caller, { inbox, now });
  const { from, statuses } = await listProgramStatuses(db, { accountId, inboxId, since });
  const isReviewDue = dueOf(inbox, { now }) !== null;
  return {
    since: since.toISOString(),
    settings: DIAGNOSED_SETTINGS.map((setting) => {
      const change = changes.find((one) => one.setting === setting) ?? null;
      const value = settingOf(inbox, setting);
      const source = change ? "change" : value === DEFAULTS[setting] ? "default" : "creation";
      return { setting, value, source, change, effect: effectOf(inbox, setting) };
    }),
    calls: CALL_NAMES.map((call) => ({
      call,
      ending: endingUnder({ situation: CALLS[call], diverted: null }, inbox.policy),
      lastDays: endingsOf(decided.filter((kind) => callOf(kind.decided.situation) === call)),
    })),
    replies,
    programStatuses: {
      from: from.toISOString(),
      data: statuses.map((one) => ({ ...one, lastAt: one.lastAt.toISOString() })),
    },
    warnings: [
      ...warningsOf(inbox.policy),
      ...connectionWarnings({
        ...inbox,
        ...staffing,
        ...connection,
        hasStuck,
        isReviewDue,
        hasPublicUrl: hasPublicUrl(),
      }),
    ],
  };
}

type Setting = DiagnosisDto["settings"][number]["setting"];

const DEFAULTS: Record<Setting, DiagnosisDto["settings"][number]["value"]> = {
  ...DEFAULT_POLICY,
  callbackUrl: null,
  messagesStartAs: "pending",
  stuckAfterMinutes: STUCK_AFTER_MINUTES.default,
  retryGapSeconds: RETRY_GAP_SECONDS.default,
};

const settingOf = (inbox: InboxDto, setting: Setting) => ({ ...inbox, ...inbox.policy })[setting];

const isPolicy = (setting: Setting): setting is PolicySetting =>
  POLICY_SETTINGS.some((known) => known === setting);

const effectOf = (inbox: InboxDto, setting: Setting) =>
  isPolicy(setting) ? null : replyEffectOf(setting, inbox);

/** The frequency of each outcome, the most frequent first. */
function endingsOf(kinds: readonly DecidedKind[]): DiagnosisDto["calls"][number]["lastDays"] {
  const byEnding = new Map<string, DiagnosisDto["calls"][number]["lastDays"][number]>();
  for (const { decided, count } of kinds) {
    const { status, isDiverted } = decided.ending;
    const key = `${status} ${isDiverted}`;
    byEnding.set(key, { status, isDiverted, count: (byEnding.get(key)?.count ?? 0) + count });
  }
  return [...byEnding.values()].sort((a, b) => b.count - a.count);
}
