import { z } from "zod";
import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  moveAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import {
  copyCannedFile,
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { createLabel, deleteLabel, updateLabel } from "@/server/commands/organising/labels";
import { createMacro, deleteMacro, updateMacro } from "@/server/commands/organising/macros";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { id } from "@/server/contract/_shared/dto";
import { clientId } from "@/server/contract/message/inputs";
import {
  attributeDefinitionDto,
  createAttributeDefinitionInput,
  moveAttributeDefinitionInput,
  updateAttributeDefinitionInput,
} from "@/server/contract/organising/attribute-definition";
import { cannedReplyDto, cannedReplyInput } from "@/server/contract/organising/canned-reply";
import {
  createLabelInput,
  labelDescription,
  labelDto,
  updateLabelInput,
} from "@/server/contract/organising/label";
import { createMacroInput, macroDto, updateMacroInput } from "@/server/contract/organising/macro";
import { createViewInput, updateViewInput, viewDto } from "@/server/contract/organising/saved-view";
import { createTeamInput, editTeamInput, teamDto } from "@/server/contract/organising/team";
import { defined } from "@/server/lib/defined";
import {
  countAttributeUses,
  countLabelUses,
  listAttributeDefinitions,
  listCannedReplies,
  listLabels,
  listMacros,
  listTeams,
  listViews,
} from "@/server/queries/organising/organising";
import { requireFewFiles, typed } from "@/server/trpc/inputs";
import { createOnce } from "@/server/trpc/run-once";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

/** A creation under a client id makes one resource, however often it is requested. */
const repeated = { clientId: clientId.optional() };

const cannedReplyId = id;

/** Canned replies: every member uses them and writes their own, administrators write those of the account. */
export const cannedRepliesRouter = router({
  list: memberProcedure.query(({ ctx }) => listCannedReplies(ctx.database, ctx.caller)),
  create: memberProcedure.input(cannedReplyInput.extend(repeated)).mutation(({ ctx, input }) => {
    requireFewFiles(ctx.fileLimits, input);
    const { clientId, shortCode, content, ...options } = input;
    const wanted = { ...defined(options), shortCode, content };
    return createOnce(ctx, createCannedReply, wanted, {
      kind: "canned_reply",
      clientId,
      schema: cannedReplyDto,
    });
  }),
  update: memberProcedure
    .input(cannedReplyInput.partial().extend({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => {
      requireFewFiles(ctx.fileLimits, input);
      const { cannedReplyId, ...patch } = input;
      return (await ctx.run(updateCannedReply, ctx.caller, { ...defined(patch), cannedReplyId })).result;
    }),
  /** A copy of a file for a message that is being written; it answers as an upload does. */
  copyFile: memberProcedure
    .input(z.object({ cannedReplyId, fileId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(copyCannedFile, ctx.caller, input)).result),
  remove: memberProcedure
    .input(z.object({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteCannedReply, ctx.caller, input)).result),
});

const macroId = id;

/** Macros: every member has their own, administrators write everybody's. */
export const macrosRouter = router({
  list: memberProcedure.query(({ ctx }) => listMacros(ctx.database, ctx.caller)),
  create: memberProcedure
    .input(createMacroInput.extend(repeated))
    .mutation(({ ctx, input: { clientId, ...wanted } }) =>
      createOnce(ctx, createMacro, wanted, { kind: "macro_definition", clientId, schema: macroDto }),
    ),
  update: memberProcedure
    .input(updateMacroInput.extend({ macroId }))
    .mutation(
      async ({ ctx, input: { macroId: of, ...patch } }) =>
        (await ctx.run(updateMacro, ctx.caller, { ...defined(patch), macroId: of })).result,
    ),
  remove: memberProcedure
    .input(z.object({ macroId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteMacro, ctx.caller, input)).result),
});

const namedLabel = z.object({ labelId: id });

/** The account's labels: every member adds them to conversations, administrators maintain them. */
export const labelsRouter = router({
  list: memberProcedure.query(({ ctx }) => listLabels(ctx.database, ctx.caller)),
  /** The numbers of conversations and of contacts with the label; 1,001 = more than 1,000. */
  uses: administratorProcedure
    .input(namedLabel)
    .query(({ ctx, input }) => countLabelUses(ctx.database, ctx.caller, input)),
  create: administratorProcedure
    .input(createLabelInput.extend({ ...repeated, description: typed(labelDescription).default("") }))
    .mutation(({ ctx, input: { clientId, ...wanted } }) =>
      createOnce(ctx, createLabel, wanted, { kind: "label", clientId, schema: labelDto }),
    ),
  update: administratorProcedure
    .input(
      updateLabelInput.extend({
        ...namedLabel.shape,
        description: typed(labelDescription).optional(),
      }),
    )
    .mutation(
      async ({ ctx, input: { labelId, ...patch } }) =>
        (await ctx.run(updateLabel, ctx.caller, { ...defined(patch), labelId })).result,
    ),
  remove: administratorProcedure
    .input(namedLabel)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteLabel, ctx.caller, input)).result),
});

const namedDefinition = z.object({ definitionId: id });

/** The account's custom attributes: every member sees and fills them, administrators maintain their definitions. */
export const attributeDefinitionsRouter = router({
  list: memberProcedure.query(({ ctx }) => listAttributeDefinitions(ctx.database, ctx.caller)),
  uses: administratorProcedure
    .input(namedDefinition)
    .query(({ ctx, input }) => countAttributeUses(ctx.database, ctx.caller, input)),
  create: administratorProcedure
    .input(createAttributeDefinitionInput.extend(repeated))
    .mutation(({ ctx, input: { clientId, ...wanted } }) =>
      createOnce(ctx, createAttributeDefinition, wanted, {
        kind: "attribute_definition",
        clientId,
        schema: attributeDefinitionDto,
      }),
    ),
  update: administratorProcedure
    .input(updateAttributeDefinitionInput.extend(namedDefinition.shape))
    .mutation(
      async ({ ctx, input: { definitionId, ...patch } }) =>
        (await ctx.run(updateAttributeDefinition, ctx.caller, { ...defined(patch), definitionId })).result,
    ),
  /** One place up or down among those of its model. */
  move: administratorProcedure
    .input(moveAttributeDefinitionInput.extend(namedDefinition.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(moveAttributeDefinition, ctx.caller, input)).result),
  remove: administratorProcedure
    .input(namedDefinition)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteAttributeDefinition, ctx.caller, input)).result),
});

const namedTeam = z.object({ teamId: id });

/** Teams: every member assigns conversations to them, administrators choose their members. */
export const teamsRouter = router({
  list: memberProcedure.query(({ ctx }) => listTeams(ctx.database, ctx.caller)),
  create: administratorProcedure
    .input(createTeamInput.extend(repeated))
    .mutation(({ ctx, input: { clientId, ...wanted } }) =>
      createOnce(ctx, createTeam, wanted, { kind: "team", clientId, schema: teamDto }),
    ),
  update: administratorProcedure
    .input(editTeamInput.extend(namedTeam.shape))
    .mutation(
      async ({ ctx, input: { teamId, ...patch } }) =>
        (await ctx.run(updateTeam, ctx.caller, { ...defined(patch), teamId })).result,
    ),
  remove: administratorProcedure
    .input(namedTeam)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteTeam, ctx.caller, input)).result),
});

const namedView = z.object({ viewId: id });

/** Saved views: every member has their own and sees the shared ones. */
export const viewsRouter = router({
  list: memberProcedure.query(({ ctx }) => listViews(ctx.database, ctx.caller)),
  create: memberProcedure
    .input(createViewInput.extend(repeated))
    .mutation(({ ctx, input: { clientId, ...wanted } }) =>
      createOnce(ctx, createView, wanted, { kind: "view", clientId, schema: viewDto }),
    ),
  update: memberProcedure
    .input(updateViewInput.extend(namedView.shape))
    .mutation(
      async ({ ctx, input: { viewId, ...patch } }) =>
        (await ctx.run(updateView, ctx.caller, { ...defined(patch), viewId })).result,
    ),
  remove: memberProcedure
    .input(namedView)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteView, ctx.caller, input)).result),
  restore: memberProcedure
    .input(namedView)
    .mutation(async ({ ctx, input }) => (await ctx.run(restoreView, ctx.caller, input)).result),
});
