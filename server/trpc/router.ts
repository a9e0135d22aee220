import { auditRouter } from "./audit";
import { bulkRouter } from "./bulk";
import { cannedRepliesRouter } from "./canned-replies";
import { contactsRouter } from "./contacts";
import { conversationsRouter } from "./conversations";
import { deletionsRouter } from "./deletions";
import { draftsRouter } from "./drafts";
import { eventsRouter } from "./events";
import { inboxesRouter } from "./inboxes";
import { labelsRouter } from "./labels";
import { live } from "./live";
import { meRouter } from "./me";
import { membersRouter } from "./members";
import { messagesRouter } from "./messages";
import { notificationsRouter } from "./notifications";
import { presenceRouter } from "./presence";
import { searchProcedure } from "./search";
import { teamsRouter } from "./teams";
import { tokensRouter } from "./tokens";
import { topicsRouter } from "./topics";
import { router } from "./trpc";
import { twoFactorRouter } from "./two-factor";
import { viewsRouter } from "./views";
import { webhooksRouter } from "./webhooks";

/** Everything our own screens ask. Each procedure is listed in the test of law 5. */
export const appRouter = router({
  me: meRouter,
  twoFactor: twoFactorRouter,
  inboxes: inboxesRouter,
  conversations: conversationsRouter,
  bulk: bulkRouter,
  messages: messagesRouter,
  notifications: notificationsRouter,
  drafts: draftsRouter,
  members: membersRouter,
  cannedReplies: cannedRepliesRouter,
  labels: labelsRouter,
  teams: teamsRouter,
  views: viewsRouter,
  contacts: contactsRouter,
  search: searchProcedure,
  tokens: tokensRouter,
  audit: auditRouter,
  webhooks: webhooksRouter,
  events: eventsRouter,
  deletions: deletionsRouter,
  live,
  topics: topicsRouter,
  presence: presenceRouter,
});

export type AppRouter = typeof appRouter;
