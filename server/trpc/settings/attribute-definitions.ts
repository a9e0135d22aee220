import { z } from "zod";
import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import { id } from "@/server/contract/_shared/dto";
import {
  createAttributeDefinitionInput,
  updateAttributeDefinitionInput,
} from "@/server/contract/organising/attribute-definition-inputs";
import { defined } from "@/server/lib/defined";
import { countAttributeUses } from "@/server/queries/organising/count-attribute-uses";
import { listAttributeDefinitions } from "@/server/queries/organising/list-attribute-definitions";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ definitionId: id });
const NO_PATTERN = { pattern: null, patternHint: null };

/** The account's custom attributes: every member sees and fills them, administrators maintain their definitions. */
export const attributeDefinitionsRouter = router({
  list: memberProcedure.query(({ ctx }) => listAttributeDefinitions(ctx.database, ctx.caller)),
  uses: administratorProcedure
    .input(named)
    .query(({ ctx, input }) => countAttributeUses(ctx.database, ctx.caller, input)),
  create: administratorProcedure
    .input(createAttributeDefinitionInput)
    .mutation(
      async ({ ctx, input }) =>
        (await ctx.run(createAttributeDefinition, ctx.caller, { ...NO_PATTERN, ...input })).result,
    ),
  update: administratorProcedure
    .input(updateAttributeDefinitionInput.extend(named.shape))
    .mutation(
      async ({ ctx, input: { definitionId, ...patch } }) =>
        (await ctx.run(updateAttributeDefinition, ctx.caller, { ...defined(patch), definitionId })).result,
    ),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteAttributeDefinition, ctx.caller, input)).result),
});
