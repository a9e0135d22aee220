import { z } from "zod";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { id } from "@/server/contract/_shared/dto";
import { createTeamInput, updateTeamInput } from "@/server/contract/organising/team";
import { defined } from "@/server/lib/defined";
import { listTeams } from "@/server/queries/organising/list-teams";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ teamId: id });

/** Teams: every member assigns conversations to them, administrators choose their members. */
export const teamsRouter = router({
  list: memberProcedure.query(({ ctx }) => listTeams(ctx.database, ctx.caller)),
  create: administratorProcedure
    .input(createTeamInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(createTeam, ctx.caller, input)).result),
  update: administratorProcedure
    .input(updateTeamInput.extend(named.shape))
    .mutation(
      async ({ ctx, input: { teamId, ...patch } }) =>
        (await ctx.run(updateTeam, ctx.caller, { ...defined(patch), teamId })).result,
    ),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteTeam, ctx.caller, input)).result),
});
