import { z } from "zod";
import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  moveAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import { id } from "@/server/contract/_shared/dto";
import {
  createAttributeDefinitionInput,
  moveAttributeDefinitionInput,
  updateAttributeDefinitionInput,
} from "@/server/contract/organising/attribute-definition";
import { defined } from "@/server/lib/defined";
import { countAttributeUses } from "@/server/queries/organising/count-attribute-uses";
import { listAttributeDefinitions } from "@/server/queries/organising/list-attribute-definitions";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ definitionId: id });

/** The account's custom attributes: every member sees and fills them, administrators maintain their definitions. */
export const attributeDefinitionsRouter = router({
  list: memberProcedure.query(({ ctx }) => listAttributeDefinitions(ctx.database, ctx.caller)),
  uses: administratorProcedure
    .input(named)
    .query(({ ctx, input }) => countAttributeUses(ctx.database, ctx.caller, input)),
  create: administratorProcedure
    .input(createAttributeDefinitionInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(createAttributeDefinition, ctx.caller, input)).result),
  update: administratorProcedure
    .input(updateAttributeDefinitionInput.extend(named.shape))
    .mutation(
      async ({ ctx, input: { definitionId, ...patch } }) =>
        (await ctx.run(updateAttributeDefinition, ctx.caller, { ...defined(patch), definitionId })).result,
    ),
  /** One place up or down among those of its model. */
  move: administratorProcedure
    .input(moveAttributeDefinitionInput.extend(named.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(moveAttributeDefinition, ctx.caller, input)).result),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteAttributeDefinition, ctx.caller, input)).result),
});
