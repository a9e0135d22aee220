import type { ReactNode } from "react";
import { ACTION_IDS, type ActionId } from "./registry";

/** One of several ways to do something: an agent to assign, a time to snooze until. */
export type Choice = {
  id: string;
  name: string;
  detail?: string;
  icon?: ReactNode;
  /** It holds now already. */
  isOn?: boolean;
  run: () => void;
};

/** What an action does here and now: at once, or after a choice that the palette asks for. */
export type Offer =
  | { run: () => void; isEnabled?: boolean }
  | {
      choices: () => Choice[];
      /** A choice made of what was typed, such as a new label. */
      ofText?: (text: string) => Choice | null;
      isEnabled?: boolean;
    };
export type Offers = Partial<Record<ActionId, Offer>>;

/** Whose offer counts when several make one: what is selected goes before what is open. */
const LAYERS = ["page", "conversation", "selection"] as const;
export type Layer = (typeof LAYERS)[number];

/** What one component offers, as of its last rendering. */
export type Stand = { readonly layer: Layer; offers: Offers };

export type OfferBook = {
  /** Adds what a component offers; gives back how to take it away. */
  add(stand: Stand): () => void;
  /** The offer that counts, or null. */
  find(id: ActionId): Offer | null;
  /** All that count, in the registry's order. */
  all(): { id: ActionId; offer: Offer }[];
};

/** Who offers what on the page: of one layer, who came last counts. */
export function createOfferBook(): OfferBook {
  const stands = new Set<Stand>();
  const find = (id: ActionId): Offer | null => {
    for (const layer of LAYERS.toReversed()) {
      const [last] = [...stands].filter((stand) => stand.layer === layer && stand.offers[id]).reverse();
      const offer = last?.offers[id];
      if (offer) return offer.isEnabled === false ? null : offer;
    }
    return null;
  };
  return {
    add(stand) {
      stands.add(stand);
      return () => stands.delete(stand);
    },
    find,
    all: () =>
      ACTION_IDS.flatMap((id) => {
        const offer = find(id);
        return offer ? [{ id, offer }] : [];
      }),
  };
}
