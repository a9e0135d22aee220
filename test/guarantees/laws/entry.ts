import type { Command, Operation, Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { Stage } from "./stage";

/** The result of a case: the types of its events in order, no event, or a refusal. */
export type Expected = readonly EventType[] | "nothing" | RefusalCode;

export type Case<I> = {
  /** The state and the input. */
  title: string;
  expect: Expected;
  /** Brings the stage into that state. */
  given?: (stage: Stage) => Promise<unknown>;
  /** The caller; the administrator by default. */
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
  /** The input with that one id taken from `owner`, and everything else from `own`. */
  input: (own: Stage, owner: Stage) => I;
};

type Definition<I, R> = {
  cases: readonly Case<I>[];
  /** Every id in the input, or why there is none. */
  foreign: readonly ForeignId<I>[] | string;
  /** The item's refusal, of commands that answer per item. */
  refusedAs?: (result: R) => RefusalCode | null;
};

type Attempt = (run: Run) => Promise<Operation<unknown>>;

/** A command with its cases, without the types of input and result. */
export type Entry = {
  cases: {
    title: string;
    expect: Expected;
    /** It begins with the stage as it was created. */
    isPlain: boolean;
    prepare(stage: Stage): Promise<Attempt>;
  }[];
  foreign:
    | string
    | (Pick<ForeignId<unknown>, "what" | "scope" | "expect"> & {
        prepare(owner: Stage): Promise<unknown>;
        /** The refusal of `by.caller`, or null. */
        refusalOf(by: { run: Run; caller: Caller }, own: Stage, owner: Stage): Promise<RefusalCode | null>;
      })[];
};

/** Curried, so that TypeScript infers the command's types before it reads the cases. */
export const entry =
  <I, R>(command: Command<I, R>) =>
  ({ cases, foreign, refusedAs }: Definition<I, R>): Entry => ({
    cases: cases.map(({ title, expect, given, as, input }) => ({
      title,
      expect,
      isPlain: given === undefined,
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
            async refusalOf({ run, caller }, own, owner) {
              try {
                const { result } = await run(command, caller, input(own, owner));
                return refusedAs?.(result) ?? null;
              } catch (error) {
                if (isRefusal(error)) return error.refusal;
                throw error;
              }
            },
          })),
  });
