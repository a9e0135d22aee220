import { z } from "@hono/zod-openapi";
import type { Command } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { pathId } from "@/server/http/v1/inputs";
import { pageOf } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import type { Route } from "./mount-route";
import type { Parsed } from "./read-body";
import { del, get, patch, post } from "./route";
import type { HandlerInput } from "./route-spec";

type Db = Parameters<typeof readAsOf>[0];

/** Answers a list that fits one page, with the event cursor of its snapshot. */
export const wholeList =
  <T>(list: (db: Db, caller: Caller) => Promise<T[]>) =>
  ({ caller, services }: HandlerInput<unknown, unknown, never>) =>
    services.database.snapshot(async (db) => ({
      data: await list(db, caller),
      nextCursor: null,
      asOf: await readAsOf(db, caller.accountId),
    }));

/** One route of a noun. `refuses`: in addition to those of every route. */
type Part<B> = { summary: string; body: z.ZodType<B>; refuses: readonly RefusalCode[] };

type Noun<T, L, C, U> = {
  /** The path of its list: `/v1/labels`. */
  path: string;
  tag: string;
  /** The refusal of an unknown id. */
  notFound: RefusalCode;
  answer: z.ZodType<T>;
  list: {
    summary: string;
    read: (db: Db, caller: Caller) => Promise<L[]>;
    /** An item, where it differs from `answer`. */
    item?: z.ZodType<L>;
  };
  create: Part<C> & { command: Command<Parsed<C>, T> };
  update: Part<U> & { command: Command<{ id: number } & Parsed<U>, T> };
  remove: { summary: string; command: Command<{ id: number }, T> };
};

/** The routes of a noun that an account has few of: list, create, update and delete. */
export function nounRoutes<T extends { id: number }, L, C, U>(noun: Noun<T, L, C, U>): Route[] {
  const { path, tag, notFound, answer, list, create, update, remove } = noun;
  const params = z.object({ id: pathId(notFound) });
  const one = { path: `${path}/{id}`, tag, params, answer };
  return [
    get({ path, tag, summary: list.summary, answer: pageOf(list.item ?? answer) }, wholeList(list.read)),
    post(
      {
        path,
        tag,
        summary: create.summary,
        body: create.body,
        answer,
        status: 201,
        location: ({ id }) => `${path}/${id}`,
        refuses: create.refuses,
      },
      (tx, { body }) => create.command(tx, body),
    ),
    patch(
      { ...one, summary: update.summary, body: update.body, refuses: update.refuses },
      (tx, { params: { id }, body }) => update.command(tx, { id, ...body }),
    ),
    del(
      { ...one, summary: remove.summary, refuses: ["auth.forbidden", notFound] },
      (tx, { params: { id } }) => remove.command(tx, { id }),
    ),
  ];
}
