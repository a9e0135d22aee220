import { z } from "zod";
import {
  createInbox,
  rotateCallbackSecret,
  rotateIdentifier,
  rotateIdentitySecret,
  updateInbox,
} from "@/server/commands/inboxes/inboxes";
import { policy } from "@/server/contract/_shared/dto";
import { checkEvolutionInput } from "@/server/contract/inbox/evolution";
import { createInboxInput, inboxRetentionInput, updateInboxInput } from "@/server/contract/inbox/inputs";
import { clientId } from "@/server/contract/message/inputs";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { defined } from "@/server/lib/defined";
import {
  getChannelHealth,
  getChannelPairing,
  listChannelForms,
  reconnectChannel,
} from "@/server/queries/inboxes/channels";
import { checkChannel } from "@/server/queries/inboxes/check-channel";
import { diagnoseInbox } from "@/server/queries/inboxes/diagnose-inbox";
import { getCallbackSecret } from "@/server/queries/inboxes/inbox-secrets";
import { countDueConversations, getInbox, listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { listRefusedMail } from "@/server/queries/inboxes/list-refused-mail";
import { checkEvolution, testCallback } from "@/server/queries/inboxes/outside-checks";
import { previewPolicy, warningsOf } from "@/server/queries/inboxes/preview-policy";
import { replayRecent } from "@/server/queries/inboxes/replay-policy";
import { listPolicyChanges } from "@/server/queries/inboxes/setting-changes";
import { cursor, inboxId, limit } from "@/server/trpc/inputs";
import { makeOnce } from "@/server/trpc/run-once";
import { administratorProcedure, memberProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

/** Inboxes and their settings. Without access they are not found. */
export const inboxesRouter = router({
  list: memberProcedure.query(({ ctx }) => listInboxes(ctx.database, ctx.caller)),
  get: memberProcedure
    .input(z.object({ inboxId }))
    .query(({ ctx, input }) => getInbox(ctx.database, ctx.caller, input.inboxId)),
  /** The status after each situation now, and under an unsaved draft. */
  policyPreview: memberProcedure
    .input(z.object({ inboxId, draft: policy }))
    .query(async ({ ctx, input }) =>
      previewPolicy((await getInbox(ctx.database, ctx.caller, input.inboxId)).policy, input.draft),
    ),
  /** Settings of a draft that override each other. */
  policyWarnings: memberProcedure
    .input(z.object({ inboxId, draft: policy }))
    .query(async ({ ctx, input }) => {
      await getInbox(ctx.database, ctx.caller, input.inboxId);
      return warningsOf(input.draft);
    }),
  /** Conversations of the last days that would have ended with another status under a draft. */
  policyReplay: memberProcedure
    .meta({ isExpensive: true })
    .input(z.object({ inboxId, draft: policy, cursor, limit }))
    .query(({ ctx, input: { draft, cursor: from, ...input } }) =>
      ctx.database.snapshot((db) =>
        replayRecent(db, ctx.caller, { ...input, policy: draft, now: ctx.now(), cursor: from ?? null }),
      ),
    ),
  /** An inbox as an integrator sees it. */
  diagnose: memberProcedure
    .meta({ isExpensive: true })
    .input(z.object({ inboxId }))
    .query(({ ctx, input }) =>
      ctx.database.snapshot((db) => diagnoseInbox(db, ctx.caller, { ...input, now: ctx.now() })),
    ),
  /** Calls the program at the inbox's callback URL once with a test. */
  testCallback: administratorProcedure
    .meta({ isExpensive: true })
    .input(z.object({ inboxId }))
    .mutation(({ ctx, input }) => testCallback(ctx, ctx.caller, input)),
  /** Reads the settings of an Evolution API instance once, and compares them with the inbox. */
  checkEvolution: administratorProcedure
    .meta({ isExpensive: true })
    .input(checkEvolutionInput.extend({ inboxId }))
    .mutation(({ ctx, input }) => checkEvolution(ctx, ctx.caller, input)),
  /** The kinds of channels, with the fields of their forms. */
  channels: memberProcedure.query(() => listChannelForms()),
  /** Whether an inbox's channel is connected. */
  channelHealth: memberProcedure
    .input(z.object({ inboxId }))
    .query(({ ctx, input }) => getChannelHealth(ctx, ctx.caller, input.inboxId)),
  /** Mail that arrived for an inbox and was not stored. */
  refusedMail: memberProcedure
    .input(z.object({ inboxId, cursor, limit }))
    .query(({ ctx, input }) => listRefusedMail(ctx, ctx.caller, input)),
  /** Examines the settings of an inbox's channel and whatever they lead to. */
  checkChannel: administratorProcedure
    .meta({ isExpensive: true })
    .input(z.object({ inboxId }))
    .mutation(({ ctx, input }) => checkChannel(ctx, ctx.caller, input.inboxId)),
  /** Connects an inbox's channel now. */
  reconnectChannel: administratorProcedure
    .input(z.object({ inboxId }))
    .mutation(({ ctx, input }) => reconnectChannel(ctx, ctx.caller, input.inboxId)),
  /** The QR code that connects a phone with an inbox. */
  channelPairing: administratorProcedure
    .input(z.object({ inboxId }))
    .query(({ ctx, input }) => getChannelPairing(ctx, ctx.caller, input.inboxId)),
  policyChanges: memberProcedure
    .input(z.object({ inboxId, cursor, limit }))
    .query(({ ctx, input }) =>
      listPolicyChanges(ctx.database, ctx.caller, { ...input, cursor: input.cursor ?? null }),
    ),
  /** Once per `clientId`, however often it is requested. */
  create: administratorProcedure
    .input(createInboxInput.omit({ policy: true }).extend({ clientId: clientId.optional() }))
    .mutation(async ({ ctx, input: { name, channel, clientId: key, ...settings } }) => {
      const opened = { name, channel, ...defined(settings) };
      const made = { kind: "inbox", clientId: key, idOf: ({ id }: { id: number }) => id } as const;
      const id = await makeOnce(ctx, createInbox, opened, made);
      return getInbox(ctx.database, ctx.caller, id);
    }),
  update: administratorProcedure
    .input(updateInboxInput.omit({ deleteResolvedAfterDays: true }).extend({ inboxId }))
    .mutation(
      async ({ ctx, input: { inboxId: id, ...fields } }) =>
        (await ctx.run(updateInbox, ctx.caller, { inboxId: id, ...defined(fields) })).result,
    ),
  /** After how many days the inbox deletes its resolved conversations; 0 = never. */
  changeRetention: sensitiveProcedure
    .input(inboxRetentionInput.extend({ inboxId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(updateInbox, ctx.caller, input)).result),
  /** How many conversations it would delete now. */
  countResolved: administratorProcedure
    .input(inboxRetentionInput.extend({ inboxId }))
    .query(({ ctx, input }) => countDueConversations(ctx.database, ctx.caller, { ...input, now: ctx.now() })),
  rotateIdentifier: sensitiveProcedure
    .input(z.object({ inboxId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(rotateIdentifier, ctx.caller, input)).result),
  /** The secret that signs the calls of the inbox's program. */
  callbackSecret: sensitiveProcedure
    .input(z.object({ inboxId }))
    .mutation(({ ctx, input }) => getCallbackSecret(ctx.database, ctx.caller, input.inboxId)),
  rotateCallbackSecret: sensitiveProcedure
    .input(z.object({ inboxId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(rotateCallbackSecret, ctx.caller, input)).result),
  /** The new secret is only in this response. */
  rotateIdentitySecret: sensitiveProcedure.input(z.object({ inboxId })).mutation(async ({ ctx, input }) => {
    const secret = newSecret();
    await ctx.run(rotateIdentitySecret, ctx.caller, { ...input, secret });
    return { secret };
  }),
});
