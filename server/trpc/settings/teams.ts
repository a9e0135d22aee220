import { z } from "zod";
import { createTeam } from "@/server/commands/create-team";
import { deleteTeam } from "@/server/commands/delete-team";
import { updateTeam } from "@/server/commands/update-team";
import { id } from "@/server/contract/dto";
import { teamText } from "@/server/contract/team";
import { defined } from "@/server/lib/defined";
import { listTeams } from "@/server/queries/list-teams";
import { administratorProcedure, memberProcedure, router } from "./trpc";

const named = z.object({ teamId: id });

/** Teams: every member gives conversations to them, administrators say who is in them. */
export const teamsRouter = router({
  list: memberProcedure.query(({ ctx }) => listTeams(ctx.database, ctx.caller)),
  create: administratorProcedure
    .input(teamText)
    .mutation(async ({ ctx, input }) => (await ctx.run(createTeam, ctx.caller, input)).result),
  update: administratorProcedure
    .input(teamText.partial().extend(named.shape))
    .mutation(
      async ({ ctx, input: { teamId, ...patch } }) =>
        (await ctx.run(updateTeam, ctx.caller, { ...defined(patch), teamId })).result,
    ),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteTeam, ctx.caller, input)).result),
});
