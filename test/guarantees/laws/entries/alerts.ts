import {
  checkArchiveAlert,
  checkDeliveryReports,
  checkDiskAlert,
  checkInboxAlerts,
  endBulkAlert,
} from "@/server/commands/check-alerts";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { setAlertMails } from "@/server/commands/members/profile";
import { markOverdue } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, report, stuck } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { advance, bulk, late, start } from "./bulk-states";

const asSystem = (s: Stage) => systemCaller(s.accountId);
const theInbox = (s: Stage) => ({ inboxId: s.inbox.id });
const check = (s: Stage) => s.world.run(checkInboxAlerts, asSystem(s), theInbox(s));
const sendAgain = (s: Stage) => s.run(retryMessage, { messageId: s.outgoing.id });
const setting = (fields: Omit<Parameters<typeof updateInbox>[1], "inboxId">) => (s: Stage) =>
  s.run(updateInbox, { ...theInbox(s), ...fields });

/** Every call of the inbox's callback has failed for so many minutes. */
const downFor = (minutes: number) => async (s: Stage) => {
  await s.run(updateInbox, { ...theInbox(s), callbackUrl: "https://example.test/callback" });
  const nowMs = s.world.clock.now.getTime();
  await s.world.database.query(
    `insert into inbox_sending (account_id, inbox_id, failures, failing_since, last_failed_at)
     values ($1, $2, 3, $3, $4)
     on conflict (account_id, inbox_id) do update set failing_since = excluded.failing_since`,
    [s.accountId, s.inbox.id, new Date(nowMs - minutes * 60_000), new Date(nowMs)],
  );
};
const taken = (s: Stage) =>
  s.run(createEndpoint, { url: "https://example.test/replies", types: ["message.send_requested"] });
const answersAgain = (s: Stage) =>
  s.world.database.query(
    "update inbox_sending set failing_since = null where account_id = $1 and inbox_id = $2",
    [s.accountId, s.inbox.id],
  );

/** The message was sent a day ago; one such message is enough for an alert. */
const sentLongAgo = all(setting({ alertOverdueMessages: 1 }), report("outgoing", "sent"), async (s) =>
  pass(s.world, 24 * 3_600_000),
);
const overdue = all(sentLongAgo, (s) =>
  s.world.run(markOverdue, asSystem(s), { messageIds: [s.outgoing.id] }),
);
const failing = all(
  setting({ alertFailedAttempts: 1 }),
  report("outgoing", "failed", { error: "131026: Message undeliverable" }),
);
const checkReports = (s: Stage) => s.world.run(checkDeliveryReports, asSystem(s), theInbox(s));

const refused = (s: Stage) => ({ ...theInbox(s), error: "The bucket is away" });
const failToArchive = (s: Stage) => s.world.run(checkArchiveAlert, asSystem(s), refused(s));

const FILLING = { free: 1_999, reserve: 1_000 };
const fill = (s: Stage) => s.world.run(checkDiskAlert, asSystem(s), FILLING);

const BY_WORKER = "only the worker calls it, as Tickline, in the account that its list named";

type Check = Case<{ inboxId: number }>;
const checked = (
  title: string,
  expect: Check["expect"],
  ...given: ((s: Stage) => Promise<unknown>)[]
): Check => ({ title, expect, as: asSystem, given: all(...given), input: theInbox });

export const ALERT_ENTRIES: Record<string, Entry> = {
  "check-inbox-alerts": entry(checkInboxAlerts)({
    cases: [
      checked("of an inbox with a stuck message", ["alert.opened", "alert.opened"], stuck),
      checked("whose callback is down for long enough", ["alert.opened"], downFor(5)),
      checked("with both", ["alert.opened", "alert.opened"], stuck, downFor(5)),
      checked("whose stuck message was sent again", ["alert.closed"], stuck, check, sendAgain),
      checked("whose callback answers again", ["alert.closed"], downFor(5), check, answersAgain),
      checked(
        "whose alerts were switched off",
        ["alert.closed"],
        stuck,
        check,
        setting({ alertStuckMessages: 0 }),
      ),
      checked("with an overdue message", ["alert.opened"], overdue),
      checked(
        "whose overdue message was delivered",
        ["alert.closed"],
        overdue,
        check,
        report("outgoing", "delivered"),
      ),
      checked("with a failed message", ["alert.opened"], failing),
      checked(
        "whose failed message arrived after all",
        ["alert.closed"],
        failing,
        check,
        report("outgoing", "delivered"),
      ),
      checked("with open alerts", "nothing", stuck, check),
      checked("of which somebody takes the replies since", ["inbox.updated"], taken),
      checked("without trouble", "nothing", taken, check),
      checked(
        "with fewer stuck messages than its limit",
        "nothing",
        taken,
        check,
        stuck,
        setting({ alertStuckMessages: 2 }),
      ),
      checked("whose callback is down for a short time", "nothing", downFor(4)),
      {
        ...checked("of an inbox that is none", "inbox.not_found"),
        input: () => ({ inboxId: 999_999_999 }),
      },
      { ...checked("by a member", "auth.forbidden"), as: (s) => s.admin },
    ],
    foreign: BY_WORKER,
  }),

  "check-delivery-reports": entry(checkDeliveryReports)({
    cases: [
      checked("of an inbox without any report", ["alert.opened"], sentLongAgo),
      checked(
        "whose deliveries are now reported",
        ["alert.closed"],
        sentLongAgo,
        checkReports,
        report("outgoing", "delivered"),
      ),
      checked(
        "that is no longer watched",
        ["alert.closed"],
        sentLongAgo,
        checkReports,
        setting({ overdueAfterHours: 0 }),
      ),
      checked("with an open alert", "nothing", sentLongAgo, checkReports),
      checked(
        "with fewer messages than its limit",
        "nothing",
        sentLongAgo,
        setting({ alertOverdueMessages: 2 }),
      ),
      checked("without messages sent long ago", "nothing"),
      {
        ...checked("of an inbox that is none", "inbox.not_found"),
        input: () => ({ inboxId: 999_999_999 }),
      },
      { ...checked("by a member", "auth.forbidden"), as: (s) => s.admin },
    ],
    foreign: BY_WORKER,
  }),

  "check-archive-alert": entry(checkArchiveAlert)({
    cases: [
      { title: "of an archive that was not taken", expect: ["alert.opened"], as: asSystem, input: refused },
      {
        title: "of another that was not taken",
        expect: "nothing",
        as: asSystem,
        given: failToArchive,
        input: refused,
      },
      {
        title: "of an archive that was taken",
        expect: ["alert.closed"],
        as: asSystem,
        given: failToArchive,
        input: (s) => ({ ...theInbox(s), error: null }),
      },
      { title: "by a member", expect: "auth.forbidden", as: (s) => s.admin, input: refused },
    ],
    foreign: BY_WORKER,
  }),

  "check-disk-alert": entry(checkDiskAlert)({
    cases: [
      { title: "that is filling", expect: ["alert.opened"], as: asSystem, input: () => FILLING },
      {
        title: "that is filling, once more",
        expect: "nothing",
        as: asSystem,
        given: fill,
        input: () => FILLING,
      },
      {
        title: "that has room again",
        expect: ["alert.closed"],
        as: asSystem,
        given: fill,
        input: () => ({ ...FILLING, free: 2_500 }),
      },
      {
        title: "that has a little more room",
        expect: "nothing",
        as: asSystem,
        given: fill,
        input: () => ({ ...FILLING, free: 2_000 }),
      },
      { title: "by a member", expect: "auth.forbidden", as: (s) => s.admin, input: () => FILLING },
    ],
    foreign: BY_WORKER,
  }),

  "end-bulk-alert": entry(endBulkAlert)({
    cases: [
      {
        title: "of one that timed out",
        expect: ["alert.closed"],
        as: asSystem,
        given: all(start(), late, advance),
        input: bulk,
      },
      { title: "of one that runs", expect: "nothing", as: asSystem, given: start(), input: bulk },
      {
        title: "of one that is none",
        expect: "bulk_operation.not_found",
        as: asSystem,
        input: () => ({ bulkId: 999_999_999 }),
      },
      { title: "by a member", expect: "auth.forbidden", given: start(), input: bulk },
    ],
    foreign: BY_WORKER,
  }),

  "set-alert-mails": entry(setAlertMails)({
    cases: [
      { title: "in another language", expect: "nothing", input: () => ({ alertMails: "zh" }) },
      {
        title: "of an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        input: () => ({ alertMails: "off" }),
      },
      {
        title: "for a caller without a user",
        expect: "auth.forbidden",
        as: asSystem,
        input: () => ({ alertMails: "off" }),
      },
    ],
    foreign: "it is about the caller",
  }),
};
