import type { Command, Operation, Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import type { Stage } from "./stage";

/** What a case must end as: events, no event at all, or a refusal. */
export type Expected = "events" | "nothing" | RefusalCode;

export type Case<I> = {
  /** The state and the input, in words. */
  title: string;
  expect: Expected;
  /** Brings the stage into that state. */
  given?: (stage: Stage) => Promise<unknown>;
  /** Who asks; the administrator unless said. */
  as?: (stage: Stage) => Caller;
  input: (stage: Stage) => I;
};

/** One id in the input that may be another account's. */
export type ForeignId<I> = {
  what: string;
  /** `inbox`: an agent who may not see the stage's inbox must not find it either. */
  scope: "inbox" | "account";
  expect: RefusalCode;
  given?: (owner: Stage) => Promise<unknown>;
  /** The input with that one id taken from `owner`, and everything else from `asker`. */
  input: (asker: Stage, owner: Stage) => I;
};

type Definition<I, R> = {
  cases: readonly Case<I>[];
  /** Every id in the input, or why there is none. */
  foreign: readonly ForeignId<I>[] | string;
  /** Commands that answer per item say here what became of it. */
  refusedAs?: (result: R) => RefusalCode | null;
};

type Attempt = (run: Run) => Promise<Operation<unknown>>;

/** A command with its cases; the types of input and result are closed over. */
export type Entry = {
  cases: { title: string; expect: Expected; prepare(stage: Stage): Promise<Attempt> }[];
  foreign:
    | string
    | (Pick<ForeignId<unknown>, "what" | "scope" | "expect"> & {
        prepare(owner: Stage): Promise<unknown>;
        /** What `caller` is refused with, or null. */
        ask(by: { run: Run; caller: Caller }, asker: Stage, owner: Stage): Promise<RefusalCode | null>;
      })[];
};

/** In two steps, so that the command's types are known where its cases are read. */
export const entry =
  <I, R>(command: Command<I, R>) =>
  ({ cases, foreign, refusedAs }: Definition<I, R>): Entry => ({
    cases: cases.map(({ title, expect, given, as, input }) => ({
      title,
      expect,
      async prepare(stage) {
        await given?.(stage);
        const caller = as?.(stage) ?? stage.admin;
        const made = input(stage);
        return (run) => run(command, caller, made);
      },
    })),
    foreign:
      typeof foreign === "string"
        ? foreign
        : foreign.map(({ what, scope, expect, given, input }) => ({
            what,
            scope,
            expect,
            prepare: async (owner) => given?.(owner),
            async ask({ run, caller }, asker, owner) {
              try {
                const { result } = await run(command, caller, input(asker, owner));
                return refusedAs?.(result) ?? null;
              } catch (error) {
                if (isRefusal(error)) return error.refusal;
                throw error;
              }
            },
          })),
  });
