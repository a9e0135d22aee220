import type { Command } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { all, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry, type ForeignId } from "./entry";
import type { Stage } from "./stage";

type Input<I> = (stage: Stage) => I;

type Noun<C, K> = {
  /** As events and refusals name it. */
  name:
    | "attribute_definition"
    | "canned_reply"
    | "company"
    | "contact_note"
    | "label"
    | "macro"
    | "team"
    | "view";
  create: Command<C, { id: number }>;
  valid: Input<NoInfer<C>>;
  /** How commands name a row. */
  key: (id: number, stage: Stage) => K;
};

type Verb = "create" | "update" | "delete";

type Declared<C, K> = {
  /** The name of the command that creates a row, unless it begins with `create`. */
  createdBy?: string;
  update: Command<K & Partial<C>, unknown>;
  remove: Command<K, unknown>;
  /** The field that two rows may not share, for nouns with one. */
  unique?: {
    field: string;
    refusal: RefusalCode;
    /** An input with the value that the valid one has; by default the valid one. */
    twin?: Input<C>;
    /** A second row, and the change of the first that takes its value. */
    rival?: { row: C; change: Partial<C> };
  };
  /** Changes that succeed, by what they change. */
  changes: Readonly<Record<string, Partial<C>>>;
  /** What an agent may do too. */
  agentsMay?: readonly Verb[];
  /** The foreign ids of the input that creates a row, or why there is none. */
  foreign: readonly ForeignId<C>[] | string;
  /** The foreign ids of the key besides the row's own. */
  foreignKeys?: readonly ForeignId<K>[];
  /** The cases that only this noun has. */
  more: {
    create?: readonly Case<C>[];
    update?: readonly Case<K & Partial<C>>[];
    delete?: readonly Case<K>[];
  };
};

/** A noun whose rows members create, change and delete: the row of each stage, and the cases that such nouns share. */
export function nounOf<C, K>({ name, create, valid, key }: Noun<C, K>) {
  const ids = new WeakMap<Stage, number>();
  const idOf = (stage: Stage): number => ids.get(stage) ?? 0;
  const keyOf = (stage: Stage): K => key(idOf(stage), stage);

  /** A step that makes the stage's row, by default as the administrator. */
  const make = (input: Input<C>, as?: Input<Caller>) => async (stage: Stage) => {
    const made = input(stage);
    const { result } = await (as ? stage.world.run(create, as(stage), made) : stage.run(create, made));
    ids.set(stage, result.id);
  };
  const given = make(valid);

  /** The row is another account's. */
  const foreignRow: ForeignId<K> = {
    what: name.replaceAll("_", " "),
    scope: "account",
    expect: `${name}.not_found`,
    given,
    input: (own, owner) => key(idOf(owner), own),
  };
  const foreign = <I>(input: (key: K, own: Stage) => I, of = [foreignRow]): ForeignId<I>[] =>
    of.map((id) => ({ ...id, input: (own, owner) => input(id.input(own, owner), own) }));

  /** The entries of the three commands. */
  function entries({ update, remove, unique, changes, agentsMay = [], ...declared }: Declared<C, K>) {
    const { more, foreignKeys = [] } = declared;
    const keys = [foreignRow, ...foreignKeys];
    const deleted = all(given, (stage) => stage.run(remove, keyOf(stage)));
    const changed = (fields: Partial<C>) => (stage: Stage) => ({ ...keyOf(stage), ...fields });
    const [first = {}] = Object.values(changes);
    const byAgent = <I>(verb: Verb, input: Input<I>): Case<I>[] =>
      agentsMay.includes(verb) ? [] : [{ title: "by an agent", ...forbidden, given, input }];

    const creating: Case<C>[] = [{ title: "a first one", expect: [`${name}.created`], input: valid }];
    const updating: Case<K & Partial<C>>[] = Object.entries(changes).map(([title, fields]) => ({
      title,
      expect: [`${name}.updated`],
      given,
      input: changed(fields),
    }));
    if (unique) {
      const { field, refusal, twin = valid, rival } = unique;
      creating.push(
        {
          title: `under the ${field} of a deleted one`,
          expect: [`${name}.created`],
          given: deleted,
          input: valid,
        },
        { title: `under a ${field} that another has`, expect: refusal, given, input: twin },
      );
      if (rival)
        updating.push({
          title: `to a ${field} that another has`,
          expect: refusal,
          given: all(given, (stage) => stage.run(create, rival.row)),
          input: changed(rival.change),
        });
    }
    updating.push(
      {
        title: "to the same",
        expect: "nothing",
        given,
        input: (stage) => ({ ...keyOf(stage), ...valid(stage) }),
      },
      { title: "a deleted one", expect: `${name}.not_found`, given: deleted, input: changed(first) },
    );
    const deleting: Case<K>[] = [
      { title: "one", expect: [`${name}.deleted`], given, input: keyOf },
      { title: "twice", expect: `${name}.not_found`, given: deleted, input: keyOf },
    ];
    const command = name.replaceAll("_", "-");
    return {
      [declared.createdBy ?? `create-${command}`]: entry(create)({
        cases: [...creating, ...byAgent("create", valid), ...(more.create ?? [])],
        foreign: declared.foreign,
      }),
      [`update-${command}`]: entry(update)({
        cases: [...updating, ...byAgent("update", changed(first)), ...(more.update ?? [])],
        foreign: foreign((id) => ({ ...id, ...first }), keys),
      }),
      [`delete-${command}`]: entry(remove)({
        cases: [...deleting, ...byAgent("delete", keyOf), ...(more.delete ?? [])],
        foreign: keys,
      }),
    } satisfies Record<string, Entry>;
  }

  return { idOf, keyOf, make, given, foreign, entries };
}
