import { bulkRouter } from "@/server/trpc/conversations/bulk";
import { changesRouter } from "@/server/trpc/conversations/changes";
import { companiesRouter } from "@/server/trpc/conversations/companies";
import { contactsRouter } from "@/server/trpc/conversations/contacts";
import { conversationsRouter } from "@/server/trpc/conversations/conversations";
import { deletionsRouter } from "@/server/trpc/conversations/deletions";
import { draftsRouter } from "@/server/trpc/conversations/drafts";
import { filesRouter } from "@/server/trpc/conversations/files";
import { groupsRouter } from "@/server/trpc/conversations/groups";
import { messagesRouter } from "@/server/trpc/conversations/messages";
import { searchProcedure, searchResultsProcedure } from "@/server/trpc/conversations/search";
import { undeliveredRouter } from "@/server/trpc/conversations/undelivered";
import { viewsRouter } from "@/server/trpc/conversations/views";
import { live } from "@/server/trpc/live/live";
import { notificationsRouter } from "@/server/trpc/live/notifications";
import { presenceRouter } from "@/server/trpc/live/presence";
import { topicsRouter } from "@/server/trpc/live/topics";
import { accountRouter } from "@/server/trpc/settings/account";
import { alertsRouter } from "@/server/trpc/settings/alerts";
import { attributeDefinitionsRouter } from "@/server/trpc/settings/attribute-definitions";
import { auditRouter } from "@/server/trpc/settings/audit";
import { cannedRepliesRouter } from "@/server/trpc/settings/canned-replies";
import { demoRouter } from "@/server/trpc/settings/demo";
import { eventsRouter } from "@/server/trpc/settings/events";
import { healthRouter } from "@/server/trpc/settings/health";
import { inboxesRouter } from "@/server/trpc/settings/inboxes";
import { labelsRouter } from "@/server/trpc/settings/labels";
import { macrosRouter } from "@/server/trpc/settings/macros";
import { meRouter } from "@/server/trpc/settings/me";
import { membersRouter } from "@/server/trpc/settings/members";
import { notificationSettingsRouter } from "@/server/trpc/settings/notification-settings";
import { queuesRouter } from "@/server/trpc/settings/queues";
import { teamsRouter } from "@/server/trpc/settings/teams";
import { tokensRouter } from "@/server/trpc/settings/tokens";
import { twoFactorRouter } from "@/server/trpc/settings/two-factor";
import { webhooksRouter } from "@/server/trpc/settings/webhooks";
import { router } from "./trpc";

/** All procedures of Tickline's screens. The test of law 5 lists each of them. */
export const appRouter = router({
  me: meRouter,
  account: accountRouter,
  twoFactor: twoFactorRouter,
  inboxes: inboxesRouter,
  conversations: conversationsRouter,
  changes: changesRouter,
  bulk: bulkRouter,
  messages: messagesRouter,
  undelivered: undeliveredRouter,
  files: filesRouter,
  notifications: notificationsRouter,
  notificationSettings: notificationSettingsRouter,
  drafts: draftsRouter,
  members: membersRouter,
  cannedReplies: cannedRepliesRouter,
  macros: macrosRouter,
  labels: labelsRouter,
  attributeDefinitions: attributeDefinitionsRouter,
  teams: teamsRouter,
  views: viewsRouter,
  companies: companiesRouter,
  contacts: contactsRouter,
  groups: groupsRouter,
  search: searchProcedure,
  searchResults: searchResultsProcedure,
  tokens: tokensRouter,
  audit: auditRouter,
  alerts: alertsRouter,
  webhooks: webhooksRouter,
  health: healthRouter,
  queues: queuesRouter,
  events: eventsRouter,
  deletions: deletionsRouter,
  demo: demoRouter,
  live,
  topics: topicsRouter,
  presence: presenceRouter,
});

export type AppRouter = typeof appRouter;
