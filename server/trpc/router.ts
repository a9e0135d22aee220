import { bulkRouter } from "@/server/trpc/conversations/bulk";
import { changesRouter, groupsRouter } from "@/server/trpc/conversations/changes";
import { companiesRouter, contactsRouter } from "@/server/trpc/conversations/contacts";
import { conversationsRouter } from "@/server/trpc/conversations/conversations";
import { deletionsRouter } from "@/server/trpc/conversations/deletions";
import { draftsRouter, filesRouter, messagesRouter } from "@/server/trpc/conversations/messages";
import { scheduledRouter } from "@/server/trpc/conversations/scheduled";
import { searchProcedure, searchResultsProcedure } from "@/server/trpc/conversations/search";
import { templatesRouter } from "@/server/trpc/conversations/templates";
import { undeliveredRouter } from "@/server/trpc/conversations/undelivered";
import { live, presenceRouter, topicsRouter } from "@/server/trpc/live/live";
import { accountRouter, demoRouter } from "@/server/trpc/settings/account-settings";
import { tokensRouter, twoFactorRouter } from "@/server/trpc/settings/credentials";
import { inboxesRouter } from "@/server/trpc/settings/inboxes";
import { meRouter } from "@/server/trpc/settings/me";
import { membersRouter } from "@/server/trpc/settings/members";
import {
  alertsRouter,
  auditRouter,
  eventsRouter,
  healthRouter,
  queuesRouter,
} from "@/server/trpc/settings/monitoring";
import { notificationSettingsRouter, notificationsRouter } from "@/server/trpc/settings/notifications";
import {
  attributeDefinitionsRouter,
  cannedRepliesRouter,
  labelsRouter,
  macrosRouter,
  teamsRouter,
  viewsRouter,
} from "@/server/trpc/settings/organising";
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
  scheduled: scheduledRouter,
  templates: templatesRouter,
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
