import { initTRPC } from "@trpc/server";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { Refusal } from "@/server/contract/_shared/refusal";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import type { Context } from "./context";
import { refusalShapeOf, toKnownError } from "./errors";
import { transformer } from "./transformer";

/** Pings keep proxies from closing a quiet stream; a browser that receives nothing for longer reconnects. */
const PING_MS = 3_000;
const RECONNECT_AFTER_MS = 8_000;

export type Meta = {
  /** Counts for the account's limit of expensive work. */
  isExpensive?: true;
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    isDev: false, // never a stack trace on the wire
    sse: {
      ping: { enabled: true, intervalMs: PING_MS },
      client: { reconnectAfterInactivityMs: RECONNECT_AFTER_MS },
    },
    errorFormatter({ shape, error, input }) {
      const refusal = refusalShapeOf(error, input);
      const { code, httpStatus, path } = shape.data;
      return { ...shape, message: refusal?.code ?? "internal", data: { code, httpStatus, path, refusal } };
    },
  });

export const { router } = t;

/** Gives a refusal and an outage its own status; any other error stays a bug. */
const refusing = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  const known = toKnownError(cause);
  if (known !== cause) throw known;
  return result;
});

/**
 * For signed-in members, also those who lack the two-factor authentication that their account requires: only to set it up.
 * There is no procedure for others. Refuses input with text that no column can store.
 */
export const signedInProcedure = t.procedure.use(refusing).use(async ({ ctx, meta, next, getRawInput }) => {
  if (!ctx.caller) throw new Refusal("auth.required");
  if (meta?.isExpensive) await ctx.countExpensive(ctx.caller);
  refuseBadText(await getRawInput());
  return next({ ctx: { caller: ctx.caller } });
});

/** For members. */
export const memberProcedure = signedInProcedure.use(({ ctx, next }) => {
  if (ctx.caller.lacksTwoFactor) throw new Refusal("auth.two_factor_required");
  return next();
});

/** For administrators; agents get `auth.forbidden`. */
export const administratorProcedure = memberProcedure.use(({ ctx, next }) => {
  if (ctx.caller.role !== "administrator") throw new Refusal("auth.forbidden");
  return next();
});

/** For administrators who gave their password or a code in the last minutes: an unattended window is not enough. */
export const sensitiveProcedure = administratorProcedure.use(({ ctx, next }) => {
  requireRecentAuthentication(ctx.caller, ctx.now());
  return next();
});
